using System.Net;
using System.Text.Json;

namespace CodeStepHost.Tests.Hosting;

/// <summary>A step that holds itself while the server that it calls is down, in a running host.</summary>
public sealed class HoldTests
{
    private const string Posts = """
        async function run(msg, cfg) {
          try {
            await fetch(cfg.ledger, { method: 'POST', body: JSON.stringify(msg.body) });
          } catch (e) {
            FAILS
          }
        }
        """;

    [Theory]
    [InlineData("await this.emit('rebound', `the ledger is down: ${e.code}`);", "rebounded: the ledger is down: ECONNREFUSED", 5, 0)]
    [InlineData("throw e;", "ECONNREFUSED", 0, 5)]
    public async Task A_step_holds_itself_in_an_outage_tries_one_message_at_a_time_and_goes_on_when_it_is_over(string fails, string reason, int parked, int failed)
    {
        using var ledger = new Ledger();
        using var folder = new FlowFolder()
            .Write("orders/flow.yaml", $$"""
                egress: ["127.0.0.1"]
                rebound: { first: 1h }
                steps:
                  hook: { uses: webhook, to: post }
                  post: { uses: code, script: post.js, config: { ledger: "{{ledger.Address}}" }, hold: { after: 5, probe: 1s } }
                """)
            .Write("orders/post.js", Posts.Replace("FAILS", fails, StringComparison.Ordinal));
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        var served = await Served.StartAsync(folder);
        await using var first = served;

        // All wait before the first is tried.
        (await CodeStep.RunAsync(folder.Root, "flows", "suspend", "orders")).Succeeded();
        for (var n = 1; n <= 40; n++)
            Assert.Equal(202, (await served.PostAsync("/hooks/orders", $$"""{"n":{{n}}}""")).Status);
        (await CodeStep.RunAsync(folder.Root, "flows", "start", "orders")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM quarantines WHERE probe_every IS NOT NULL", holds => holds == 1);
        await served.Host.LineAsync(line => line.Contains("orders/post: version 1 holds itself", StringComparison.Ordinal));

        // No message had begun behind the fifth.
        Assert.Equal(["5"], folder.Query("SELECT count(*) FROM executions, quarantines WHERE started_at <= quarantines.at"));

        // Its probes: of what waits one message each, as the first five were.
        await folder.UntilAsync("SELECT count(*) FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = 'post'", tried => tried >= 7);
        var steps = (await CodeStep.RunAsync(folder.Root, "steps", "list")).Out;
        Assert.Matches("orders/post +on hold +[0-9]+", steps);
        Assert.Contains("5 messages in a row, the last one", steps, StringComparison.Ordinal);
        Assert.Contains(reason, string.Join(' ', steps.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("one message is tried every 1s", steps, StringComparison.Ordinal);
        Assert.Contains("orders/post", (await CodeStep.RunAsync(folder.Root, "errors", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(0, folder.Number("SELECT count(*) FROM messages WHERE parked_at IS NULL AND (rebounds > 0 OR attempt > 1)"));
        Assert.Equal(0, folder.Number("SELECT count(*) FROM messages WHERE rebounds > 1"));
        using (var ready = JsonDocument.Parse((await served.GetAsync("/health/ready")).Body))
            Assert.Equal("hold", ready.RootElement.GetProperty("quarantines")[0].GetProperty("kind").GetString());

        // A hold outlives the host.
        await served.Host.SignalAsync("TERM");
        await served.Host.EndAsync();
        served = await Served.StartAsync(folder);
        await using var second = served;
        var before = folder.Number("SELECT count(*) FROM executions");
        await folder.UntilAsync("SELECT count(*) FROM executions", after => after > before);
        Assert.Contains("on hold", (await CodeStep.RunAsync(folder.Root, "steps", "list")).Out, StringComparison.Ordinal);

        // The ledger is there again: the next probe passes, and all that waits after it, in its order.
        ledger.Start();
        await served.Host.LineAsync(line => line.Contains("which is on hold no longer", StringComparison.Ordinal));
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE parked_at IS NULL", waiting => waiting == 0);
        Assert.Equal(0, folder.Number("SELECT count(*) FROM quarantines"));
        var tried = 40 - ledger.Taken.Count;
        Assert.InRange(tried, 7, 39);
        Assert.Equal(Enumerable.Range(tried + 1, 40 - tried), ledger.Taken);
        Assert.Equal(parked > 0 ? tried : 0, folder.Number("SELECT count(*) FROM messages WHERE rebounds = 1"));
        Assert.Equal(failed > 0 ? tried : 0, folder.Number("SELECT count(*) FROM errors"));

        // What was tried in the outage comes back by its own way.
        (await CodeStep.RunAsync(folder.Root, [.. parked > 0 ? (string[])["rebounds", "now"] : ["errors", "retry"], "--all", "--yes"])).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM messages", left => left == 0);
        await folder.UntilAsync(FlowFolder.Executions("post"), done => done == 40);
        Assert.Equal(Enumerable.Range(1, 40), ledger.Taken.Order());
    }

    /// <summary>A server of this machine that is down until it is started, on a port that nobody else has meanwhile.</summary>
    private sealed class Ledger : IDisposable
    {
        private readonly List<int> _taken = [];
        private readonly HttpListener _listener = new();
        private Task _serving = Task.CompletedTask;

        public Ledger()
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            _listener.Prefixes.Add(Address);
        }

        public string Address { get; }

        public IReadOnlyList<int> Taken
        {
            get
            {
                lock (_taken)
                    return [.. _taken];
            }
        }

        public void Start()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext call;
                try
                {
                    call = await _listener.GetContextAsync();
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = await JsonDocument.ParseAsync(call.Request.InputStream);
                lock (_taken)
                    _taken.Add(body.RootElement.GetProperty("n").GetInt32());
                call.Response.Close();
            }
        }
    }
}
