using System.Globalization;

namespace CodeStepHost.Benchmarks;

/// <summary>Words of the command line: <c>--name value</c>.</summary>
internal sealed class Options(IReadOnlyList<string> words)
{
    public string Text(string name, string otherwise)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] == $"--{name}")
                return words[i + 1];
        }

        return otherwise;
    }

    public int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
