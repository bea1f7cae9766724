using System.Buffers;
using System.Text.Json;
using CodeStepHost.Components.Database;

namespace CodeStepHost.Components.Aggregating;

/// <summary>A group that is not complete yet.</summary>
/// <param name="Id">That of its first message: a wake-up finds the group by it, and no later one with the same key.</param>
/// <param name="Key">As JSON; <c>null</c> for the group of a step without keys.</param>
/// <param name="Items">As JSON.</param>
internal sealed record Group(string Id, string Key, IReadOnlyList<ReadOnlyMemory<byte>> Items);

/// <summary>The groups of a step as its snapshot has them: <c>{"groups": [{"id", "key", "items": […]}]}</c>. They are not changed, but made anew.</summary>
internal sealed record Groups(IReadOnlyList<Group> All)
{
    /// <summary>Reads a snapshot; an empty one has no groups.</summary>
    /// <exception cref="StepFailedException">It is another step's, or a person's.</exception>
    public static Groups Read(ReadOnlyMemory<byte> snapshot)
    {
        if (snapshot.IsEmpty)
            return new Groups([]);
        try
        {
            using var json = MessageJson.Parse(snapshot);
            return json.RootElement.ValueKind == JsonValueKind.Null
                ? new Groups([])
                : new Groups([.. json.RootElement.GetProperty("groups").EnumerateArray().Select(Read)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw StepFailedException.Of(AggregateErrorCodes.Snapshot, "The step's snapshot is not one that it wrote, so its groups cannot be read; `codestep snapshots reset` begins anew.");
        }
    }

    public Group? Find(string id) => All.FirstOrDefault(group => group.Id == id);

    /// <summary>With an item more in the group of that key; a group that it begins gets that id.</summary>
    /// <returns>The groups, and the one that has the item.</returns>
    public (Groups Groups, Group Changed) With(string key, string id, ReadOnlyMemory<byte> item)
    {
        var former = All.FirstOrDefault(group => group.Key == key);
        var changed = former is null ? new Group(id, key, [item]) : former with { Items = [.. former.Items, item] };
        return (new Groups(former is null ? [.. All, changed] : [.. All.Select(group => group == former ? changed : group)]), changed);
    }

    public Groups Without(Group gone) => new([.. All.Where(group => group.Id != gone.Id)]);

    public ReadOnlyMemory<byte> ToSnapshot()
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStartObject();
        writer.WriteStartArray("groups"u8);
        foreach (var group in All)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, group.Id);
            Write(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    /// <summary>The message that a complete group is.</summary>
    public static ReadOnlyMemory<byte> ToMessage(Group group) => MessageJson.Message(writer =>
    {
        writer.WriteStartObject();
        Write(writer, group);
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, Group group)
    {
        writer.WritePropertyName("key"u8);
        writer.WriteRawValue(group.Key, skipInputValidation: true);
        writer.WriteStartArray("items"u8);
        foreach (var item in group.Items)
            writer.WriteRawValue(item.Span, skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static Group Read(JsonElement group) => new(
        group.GetProperty("id").GetString() ?? throw new JsonException(),
        group.GetProperty("key").GetRawText(),
        [.. group.GetProperty("items").EnumerateArray().Select(item => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(item.GetRawText()))]);
}
