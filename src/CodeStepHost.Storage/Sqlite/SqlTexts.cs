using System.Collections.Frozen;
using System.Reflection;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>
/// The SQL texts, embedded from <c>Sql/*.sql</c>. A file holds the statements of one verb, each under a line
/// <c>-- name: what-it-does</c>; a statement is named <c>file/what-it-does</c>.
/// </summary>
internal static class SqlTexts
{
    private const string Marker = "-- name: ";

    private static readonly FrozenDictionary<string, string> Texts = ReadAll("Sqlite.Sql.").SelectMany(Split).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The migrations in their order; the first brings the database to version 1.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [.. ReadAll("Sqlite.Migrations.").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => file.Text)];

    public static string Get(string name) =>
        Texts.TryGetValue(name, out var text) ? text : throw new ArgumentException($"There is no SQL text '{name}'.", nameof(name));

    private static IEnumerable<(string Name, string Text)> ReadAll(string folder)
    {
        var assembly = typeof(SqlTexts).Assembly;
        var start = assembly.GetName().Name + "." + folder;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(start, StringComparison.Ordinal)))
            yield return (Path.GetFileNameWithoutExtension(name[start.Length..]), Read(assembly, name));
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IEnumerable<KeyValuePair<string, string>> Split((string Name, string Text) file) =>
        from part in file.Text.Split(Marker, StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith("--", StringComparison.Ordinal))
        let end = part.IndexOf('\n', StringComparison.Ordinal)
        select KeyValuePair.Create($"{file.Name}/{part[..end].Trim()}", part[end..].Trim());
}
