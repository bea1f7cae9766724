using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Views;

/// <summary>How snapshots look.</summary>
internal static class SnapshotsView
{
    public static void List(Page page, IReadOnlyList<SnapshotRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            page.Line("no snapshots");
            return;
        }

        var listing = new Listing(
            new Column("STEP") { Shrinks = 14, KeepsEnd = true },
            new Column("VERSION") { Right = true },
            new Column("CHANGED"),
            new Column("SIZE") { Right = true },
            new Column("VALUE") { Shrinks = 16 });
        foreach (var row in rows)
            listing.Row(row.Address.ToString(), $"{row.Version}", Figures.Relative(row.At, now), Figures.Bytes(row.Value?.Length ?? 0), Value(row));
        page.List(listing);
    }

    public static void History(Page page, Some<SnapshotRow> found, DateTimeOffset now)
    {
        if (found.Rows.Count == 0)
        {
            page.Line("no former snapshots");
            return;
        }

        var listing = new Listing(
            new Column("VERSION") { Right = true },
            new Column("CHANGED"),
            new Column("BY") { Shrinks = 12 },
            new Column("VALUE") { Shrinks = 16 });
        foreach (var row in found.Rows)
            listing.Row($"{row.Version}", Figures.Relative(row.At, now), row.By, Value(row));
        page.List(listing);
        MessagesView.MoreRows(page, found.More, found.Rows.Count);
    }

    private static Ink Value(SnapshotRow row) => row.Value is { } value ? Json.Compact(value) : Ink.Dim("reset");

    public static object Document(SnapshotRow row) => new
    {
        flow = row.Address.Flow,
        step = row.Address.Step,
        version = row.Version,
        changedAt = row.At,
        by = row.By,
        value = Stored.Of(row.Value),
    };
}
