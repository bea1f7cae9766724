using System.Text;
using CodeStepHost.Components.Records;

namespace CodeStepHost.Components.Tests.Records;

/// <summary>Reads records from texts, and shows them as lines.</summary>
internal static class RecordTexts
{
    /// <returns>For each record <c>number line json</c>; for each malformed place <c>number line text ! problem</c>.</returns>
    public static Task<List<string>> ReadAsync(RecordFormat format, string text, int largest = 1000) =>
        ReadAsync(format, Encoding.UTF8.GetBytes(text), largest);

    public static async Task<List<string>> ReadAsync(RecordFormat format, byte[] bytes, int largest = 1000)
    {
        using var stream = new MemoryStream(bytes);
        var shown = new List<string>();
        await foreach (var read in RecordFile.ReadAsync(stream, format, largest, CancellationToken.None))
            shown.Add(Show(read));
        return shown;
    }

    public static string Show(RecordRead read) => read switch
    {
        RecordRead.Record record => $"{record.Number} {record.Line} {Encoding.UTF8.GetString(record.BodyJson.Span)}",
        RecordRead.Malformed malformed => $"{malformed.Number} {malformed.Line} {malformed.Text} ! {malformed.Problem}",
        _ => "",
    };
}
