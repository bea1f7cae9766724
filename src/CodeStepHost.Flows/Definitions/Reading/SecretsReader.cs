using System.Text;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Reads the <c>secrets</c> of <c>codestep.yaml</c>, with their values.</summary>
/// <param name="withSecrets">Whether the values have to be there.</param>
internal sealed class SecretsReader(string folder, Func<string, string?> environment, Placeholders placeholders, bool withSecrets, ProblemList problems)
{
    private const int MostBytes = 64 << 10;

    public Dictionary<string, SecretSettings> Read(SourceMap? secrets)
    {
        var read = new Dictionary<string, SecretSettings>(StringComparer.Ordinal);
        foreach (var entry in secrets?.Entries ?? [])
        {
            if (entry.Value is SourceMap secret)
                read[entry.Key] = new SecretSettings(ValueOf(entry, secret), HostsOf(secret));
        }

        return read;
    }

    private List<string> HostsOf(SourceMap secret)
    {
        foreach (var host in secret.Scalars("hosts"))
        {
            if (EgressRules.ProblemOf(host.Text) is { } problem)
                problems.ErrorUnlessReported(host.Place, ProblemCodes.WrongValue, $"`hosts`: {Quote.Text(host.Text)} {problem}");
        }

        return [.. secret.Scalars("hosts").Select(host => host.Text)];
    }

    private string? ValueOf(SourceEntry entry, SourceMap secret)
    {
        if (secret.Find("env") is not null && secret.Find("file") is { } both)
        {
            problems.ErrorUnlessReported(both.Place, ProblemCodes.Config, "`env` and `file` exclude each other");
            return null;
        }

        if (!withSecrets)
            return null;
        var value = secret.Scalar("file") is { } file ? OfFile(file) : OfVariable(secret.Scalar("env") ?? new SourceScalar(entry.Place, entry.Key, isText: true));
        if (value?.Length is < SecretSettings.ShortestValue)
        {
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.WrongValue, $"the value of the secret {Quote.Text(entry.Key)} has fewer than {SecretSettings.ShortestValue} characters, so it cannot be told from other text and kept out of it");
            return null;
        }

        return value;
    }

    private string? OfVariable(SourceScalar name)
    {
        var value = environment(name.Text);
        if (string.IsNullOrEmpty(value))
            problems.ErrorUnlessReported(name.Place, ProblemCodes.Placeholder, $"the environment variable {Quote.Text(name.Text)} is {(value is null ? "not set" : "empty")}");
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The text of a file, without the line break at its end that editors and tools leave.</summary>
    private string? OfFile(SourceScalar file)
    {
        var path = placeholders.Replace(file);
        try
        {
            var full = Path.GetFullPath(path, folder);
            using var stream = new FileStream(full, FileMode.Open, FileAccess.Read);
            var bytes = new byte[MostBytes + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MostBytes)
                return Wrong(file, "is larger than 64 KiB");
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, count).TrimStart('\uFEFF');
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            return Wrong(file, "is no UTF-8 text");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Wrong(file, "does not exist");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Wrong(file, "cannot be read");
        }
    }

    private string? Wrong(SourceScalar file, string problem)
    {
        problems.ErrorUnlessReported(file.Place, ProblemCodes.SettingsFile, $"the file {Quote.Text(file.Text)} {problem}");
        return null;
    }
}
