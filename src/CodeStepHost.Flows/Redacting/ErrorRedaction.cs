using System.Globalization;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Takes secrets out of what scripts, drivers and servers say when something fails.</summary>
internal static class ErrorRedaction
{
    /// <summary>Longest name, code or label of a detail, in characters.</summary>
    private const int LongestWord = 200;

    /// <summary>The same error without the secrets in its texts. Its names and codes, which lists and logs show in a line, are one line each.</summary>
    public static StepError Redact(this Redactor redactor, StepError error) => error with
    {
        Name = redactor.Word(error.Name),
        Code = error.Code is null ? null : redactor.Word(error.Code),
        Message = redactor.Redact(error.Message),
        Stack = error.Stack is null ? null : redactor.Redact(error.Stack),
        File = error.File is null ? null : redactor.Redact(error.File),
        Cause = error.Cause is null ? null : redactor.Redact(error.Cause),
        Details = error.Details is null ? null : redactor.Details(error.Details),
    };

    private static Dictionary<string, string> Details(this Redactor redactor, IReadOnlyDictionary<string, string> details)
    {
        var redacted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (label, text) in details)
        {
            var told = redactor.Word(label);
            for (var number = 2; redacted.ContainsKey(told); number++)
                told = $"{redactor.Word(label)} ({number})";
            redacted[told] = redactor.Redact(text);
        }

        return redacted;
    }

    /// <summary>A word of an error: redacted first, since neither a cut nor what is cleaned away may leave a part of a secret.</summary>
    private static string Word(this Redactor redactor, string text)
    {
        var told = redactor.Redact(text);
        if (told.Any(IsUnseen))
            told = string.Join(' ', string.Concat(told.Select(c => IsUnseen(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return told.Length <= LongestWord ? told : Redactor.Cut(told, LongestWord) + "…";
    }

    /// <summary>Whether it breaks a line, moves the cursor, or turns the direction of what follows.</summary>
    private static bool IsUnseen(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
