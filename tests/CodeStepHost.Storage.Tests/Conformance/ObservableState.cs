using System.Text;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>All that can be read from a store, as text: two stores that did the same show the same.</summary>
internal static class ObservableState
{
    public static async Task<string> OfAsync(IFlowQueries queries, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Add("flow", await queries.FlowsAsync(default));
        Add("counts", await queries.StepCountsAsync(null, now, default));
        Add("quarantine", await queries.QuarantinesAsync(null, default));
        Add("snapshot", (await queries.SnapshotsAsync(null, default)).Select(Show));
        foreach (var step in new[] { Scene.Map, Scene.Load })
        {
            Add($"former {step}", (await queries.SnapshotHistoryAsync(step, 100, default)).Select(Show));
            Add($"keys {step}", [Scene.Text(await queries.KeysAsync(step, default))]);
        }

        Add("message", (await queries.MessagesAsync(new MessageFilter(Limit: 1000) { Now = now }, default))
            .Select(row => $"{row with { Message = row.Message with { Content = default } }} {Scene.Text(row.Message.Content)}"));
        Add("error", (await queries.ErrorsAsync(new ErrorFilter(State: null, Limit: 1000), default))
            .Select(row => $"{row with { Content = null, Error = row.Error with { Cause = null } }} {Show(row.Error.Cause)} {Scene.Text(row.Content)}"));
        Add("mark", await queries.GroupMarksAsync(default));
        Add("bulk retry", (await queries.BulkRetriesAsync(new BulkRetryFilter(), now, default)).Select(row => $"{row with { Fates = new Dictionary<BulkRetryFate, int>() }} {string.Join(' ', row.Fates.OrderBy(fate => fate.Key))}"));
        Add("execution", await queries.ExecutionsAsync(new ExecutionFilter(Limit: 1000), default));
        Add("log", await queries.LogsAsync(new LogFilter(Limit: 1000), default));
        return text.ToString();

        void Add<T>(string name, IEnumerable<T> rows)
        {
            foreach (var row in rows)
                text.Append(name).Append(": ").Append(row).Append('\n');
        }
    }

    private static string Show(SnapshotRow row) => $"{row with { Value = null }} {Scene.Text(row.Value)}";

    private static string Show(StepError? cause) => cause is null ? "-" : $"{cause.Name} {cause.Message}";
}
