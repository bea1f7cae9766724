using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeStepHost.Tests.Hosting;

/// <summary>The shipped example from its start to its end: prices wait for their products by rebounding.</summary>
public sealed partial class MainJobTests(MainJobTests.Run run) : IClassFixture<MainJobTests.Run>
{
    [Fact]
    public Task It_ends_with_just_the_errors_that_it_expects()
    {
        Assert.Equal(0, run.End.Code);
        Assert.Equal("", run.End.Error);
        return Verify(run.Summary);
    }

    [Fact]
    public void A_price_whose_product_never_comes_is_rejected_after_ten_rebounds()
    {
        var error = Assert.Single(run.Errors, error => error.Code == "rebound.limit");
        Assert.Equal("Rebound limit exceeded", error.Message);
        Assert.Matches("^product .* is not in the shop yet$", error.Cause);
        Assert.Equal("prices/check-product", error.Step);
        Assert.Equal(11, error.Attempt);
        Assert.Equal(["10"], run.Folder.Query($"SELECT count(*) FROM executions WHERE message_id = '{error.MessageId}' AND outcome = 'rebound'"));
    }

    [Fact]
    public void A_failing_select_fails_once_with_the_words_of_its_engine_and_never_rebounds()
    {
        var error = Assert.Single(run.Errors, error => error.Step == "stock-report/select-stock");
        Assert.Contains("no such table: stock", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Attempt);
        Assert.Equal(["0|1|0"], run.Folder.Query("SELECT done, failed, rebounded FROM counters JOIN steps ON steps.key = counters.step WHERE steps.step = 'select-stock'"));
    }

    [Fact]
    public void Only_the_step_that_emitted_rebounds_has_any() =>
        Assert.Equal(["check-product"], run.Folder.Query("SELECT steps.step FROM counters JOIN steps ON steps.key = counters.step WHERE rebounded > 0"));

    [Fact]
    public void Each_good_record_is_in_the_shop_once_and_each_failed_price_is_noted()
    {
        var shop = Path.Combine(run.Folder.Data, "shop.db");
        Assert.Equal(run.Folder.Query(FlowFolder.Executions("save-price")), FlowFolder.Query(shop, "SELECT count(*) FROM prices"));
        Assert.Equal(run.Folder.Query(FlowFolder.Executions("save-product")), FlowFolder.Query(shop, "SELECT count(*) FROM products"));
        var notices = FlowFolder.Query(shop, "SELECT count(*) FROM notices").Single();
        Assert.True(notices == "5", $"{notices} notices; the errors are:\n{string.Join('\n', run.Errors)}");
    }

    [Fact]
    public async Task A_retried_error_leaves_the_list_and_its_message_waits_in_its_step()
    {
        var id = run.Errors.Single(error => error.Step == "stock-report/select-stock").Id;
        var retried = await CodeStep.RunAsync(run.Folder.Root, "errors", "retry", id.ToString());
        retried.Succeeded();
        Assert.Equal(run.Errors.Count - 1, (await Run.ErrorsAsync(run.Folder)).Count);
        Assert.Equal(["select-stock|0"], run.Folder.Query("SELECT steps.step, messages.state FROM messages JOIN steps ON steps.key = messages.step"));
        Assert.Equal(1, run.Folder.Number($"SELECT instr(CAST(content AS TEXT), '\"retry\":true') > 0 FROM messages"));

        var again = await CodeStep.RunAsync(run.Folder.Root, "errors", "retry", id.ToString());
        Assert.Equal(1, again.Code);
        Assert.Contains("is not open", again.Out + again.Error, StringComparison.Ordinal);
    }

    internal sealed record ErrorLine(long Id, string Step, string? Code, string Message, string? Cause, int Attempt, string MessageId);

    /// <summary>The one run that all of them look at.</summary>
    public sealed partial class Run : IAsyncLifetime
    {
        internal FlowFolder Folder { get; } = new();

        internal Ended End { get; private set; } = null!;

        internal IReadOnlyList<ErrorLine> Errors { get; private set; } = [];

        /// <summary>What it printed, without its progress, with what depends on the machine's pace left out: how often a price asked the shop, and which error came first.</summary>
        internal string Summary
        {
            get
            {
                var blocks = ProgressLine().Replace(End.Out, "").Split("\n\n");
                blocks[0] = AskedTheShop().Replace(blocks[0], "{some}");
                blocks[1] = string.Join('\n', blocks[1].Split('\n').Order(StringComparer.Ordinal));
                blocks[2] = Totals().Replace(blocks[2], "{some}");
                blocks[3] = CalledAs().Replace(blocks[3], "  codestep ");
                return string.Join("\n\n", blocks.Select(block => string.Join('\n', block.Split('\n').Select(line => line.TrimEnd()))));
            }
        }

        internal static async Task<IReadOnlyList<ErrorLine>> ErrorsAsync(FlowFolder folder)
        {
            var listed = await CodeStep.RunAsync(folder.Root, "errors", "list", "--output", "json");
            listed.Succeeded();
            using var json = JsonDocument.Parse(listed.Out);
            return [.. json.RootElement.GetProperty("errors").EnumerateArray().Select(error => new ErrorLine(
                error.GetProperty("id").GetInt64(),
                $"{error.GetProperty("flow").GetString()}/{error.GetProperty("step").GetString()}",
                error.GetProperty("error").GetProperty("code").GetString(),
                error.GetProperty("error").GetProperty("message").GetString()!,
                error.GetProperty("error").GetProperty("cause") is { ValueKind: JsonValueKind.Object } cause ? cause.GetProperty("message").GetString() : null,
                error.GetProperty("attempt").GetInt32(),
                error.GetProperty("message").GetString()!))];
        }

        public async ValueTask InitializeAsync()
        {
            var example = Example();
            foreach (var file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories))
            {
                var name = Path.GetRelativePath(example, file);
                if (!name.StartsWith('.'))
                    Folder.Write(name, await File.ReadAllTextAsync(file));
            }

            End = await CodeStep.RunAsync(Folder.Root, "run", ".");
            Errors = await ErrorsAsync(Folder);
        }

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return default;
        }

        private static string Example()
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(at.FullName, "scripts-examples")))
                at = at.Parent!;
            return Path.Combine(at.FullName, "scripts-examples", "price-before-product");
        }

        [GeneratedRegex(@"^waiting \d+, running .*\n", RegexOptions.Multiline, 1000)]
        private static partial Regex ProgressLine();

        [GeneratedRegex(@"(?<=^  (find-product|answer) .*)\b\d+\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex AskedTheShop();

        [GeneratedRegex(@"[\d,]+(?= executions)|[\d,]+(?= rebounds)|(?<=errors in )[\dms]+", RegexOptions.None, 1000)]
        private static partial Regex Totals();

        [GeneratedRegex(@"^  (dotnet run --project \S+ --|\S*codestep) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex CalledAs();
    }
}
