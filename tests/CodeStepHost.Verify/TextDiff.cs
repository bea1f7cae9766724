using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace VerifyTests;

/// <summary>A readable line diff: what changed with a few lines around it.</summary>
internal static class TextDiff
{
  private const int LinesAround = 3;

  public static string Describe(string before, string after)
  {
    var lines = InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;
    var shown = new bool[lines.Count];
    for (var i = 0; i < lines.Count; i++)
    {
      if (lines[i].Type != ChangeType.Unchanged)
        shown.AsSpan(Math.Max(0, i - LinesAround)..Math.Min(lines.Count, i + LinesAround + 1)).Fill(true);
    }

    var output = new List<string>();
    for (var i = 0; i < lines.Count; i++)
    {
      if (shown[i])
        output.Add(Mark(lines[i].Type) + lines[i].Text);
      else if (i == 0 || shown[i - 1])
        output.Add("  ...");
    }

    return string.Join('\n', output);
  }

  private static string Mark(ChangeType change) => change switch
  {
    ChangeType.Deleted => "- ",
    ChangeType.Inserted => "+ ",
    _ => "  ",
  };
}
