using System.Text;

namespace CodeStepHost.Flows.Running;

/// <summary>Text from scripts and messages as it goes to the host's log: one line, so that nobody can forge another, and of a length that a log bears.</summary>
internal static class OneLine
{
    private const int Longest = 4096;

    public static string Of(string text)
    {
        var cut = text.Length > Longest;
        if (!cut && !text.Any(char.IsControl))
            return text;
        var line = new StringBuilder();
        foreach (var character in cut ? text.AsSpan(0, Longest) : text)
        {
            if (character == '\n')
                line.Append("\\n");
            else if (char.IsControl(character))
                line.Append("\\u").Append(((int)character).ToString("x4"));
            else
                line.Append(character);
        }

        return cut ? line.Append('…').ToString() : line.ToString();
    }
}
