using System.Text;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Puts an author's text into a message: in backticks, on one line, not too long.</summary>
internal static class Quote
{
    private const int Longest = 60;

    public static string Text(string text) => $"`{Plain(text)}`";

    public static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Text));

    public static string Plain(string text)
    {
        var shown = new StringBuilder();
        foreach (var letter in text)
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(letter switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) => "\uFFFD",
                _ => letter.ToString(),
            });
        }

        return shown.ToString();
    }
}
