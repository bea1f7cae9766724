using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// What a JavaScript step costs for each message in its script process, frames in and frames out, beside what a new <c>vm</c> context for each message costs in
/// Node; and how long it takes from a script's text to its first result.
/// </summary>
internal sealed class EngineBench(Options options)
{
    private const int Window = 64;

    private static readonly (string Name, string Text)[] _scripts =
    [
        ("plain", "async function run(msg, cfg, snapshot) { await this.emit('data', { body: { id: msg.body.id, sum: msg.body.items.length }, headers: {} }); }"),
        ("lodash", "async function run(msg, cfg, snapshot) { await this.emit('data', { body: _.pick(_.merge({}, msg.body, { seen: true }), ['id', 'seen']), headers: {} }); }"),
        ("log of an object", "async function run(msg, cfg, snapshot) { console.log('got', { id: msg.body.id, list: [1, 2] }); await this.emit('data', { body: msg.body, headers: {} }); }"),
        ("Buffer, crypto, URL", "const crypto = require('crypto'); async function run(msg) { const u = new URL('https://e.com/a?b=1'); return { h: crypto.createHash('sha256').update(Buffer.from(msg.body.customer.name)).digest('hex'), q: u.searchParams.get('b') }; }"),
        ("changes a prototype", "Array.prototype.last = function () { return this[this.length - 1]; }; async function run(msg) { return { last: [1, 2].last() }; }"),
    ];

    public async Task RunAsync()
    {
        var messages = options.Number("messages", 5_000);
        var pairs = options.Number("pairs", 3);
        var body = Bodies.Message("js", options.Number("size", 1000));
        using var process = new ScriptWorker();

        Console.WriteLine($"one message of {body.Length} bytes, microseconds; medians of {pairs} runs of {messages} messages, in turn with Node");
        Console.WriteLine($"{"script",-24}{"step",10}{"node vm",10}{"ratio",10}");
        foreach (var (name, text) in _scripts)
        {
            var number = process.Prepare(text);
            process.Run(number, body, 500);
            var ours = new List<double>();
            var theirs = new List<double>();
            for (var pair = 0; pair < pairs; pair++)
            {
                ours.Add(process.Run(number, body, messages));
                if (await NodeAsync(text, body, messages) is { } node)
                    theirs.Add(node);
            }
            Print(name, Median(ours), theirs.Count == 0 ? null : Median(theirs), ours.Zip(theirs, (our, their) => their / our).ToList());
        }

        Console.WriteLine();
        Console.WriteLine("script's text to its first result, warm process, milliseconds: median of 20, worst");
        foreach (var (name, text) in _scripts)
        {
            var taken = Enumerable.Range(0, 20).Select(round => process.FirstRun($"{text}\n// {name} {round}", body)).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}{taken[10],10:0.00}{taken[^1],10:0.00}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nmemory of the script process: {ProcessFigures.Rss(process.Id):0} MiB"));

        Console.WriteLine("\na process of its own for each: start to ready, then text to first result, milliseconds");
        foreach (var (name, text) in _scripts)
        {
            var started = Stopwatch.GetTimestamp();
            using var fresh = new ScriptWorker();
            var ready = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24}{ready,10:0}{fresh.FirstRun(text, body),10:0}"));
        }
    }

    private static void Print(string name, double ours, double? theirs, List<double> ratios) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-24}{ours,10:0.0}{(theirs is { } node ? node.ToString("0.0", CultureInfo.InvariantCulture) : "-"),10}{(ratios.Count == 0 ? "-" : $"1/{Median(ratios).ToString("0.0", CultureInfo.InvariantCulture)}"),10}"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Microseconds a message takes in Node, which makes a new context for each as the original does; null without node.</summary>
    private static async Task<double?> NodeAsync(string script, byte[] body, int messages)
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "scripts", "vm-context.cjs")]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
            await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { script, body = System.Text.Encoding.UTF8.GetString(body), messages }));
            node.StandardInput.Close();
            var said = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return double.TryParse(said, CultureInfo.InvariantCulture, out var microseconds) ? microseconds : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A script process as the host starts it.</summary>
    private sealed class ScriptWorker : IDisposable
    {
        private readonly Process _process;
        private readonly Stream _input;
        private readonly Stream _output;
        private uint _lastScript;
        private uint _lastMessage;

        public ScriptWorker()
        {
            _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "sandbox", "CodeStepHost.Sandbox.dll"), "reduced"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
            _input = _process.StandardInput.BaseStream;
            _output = new BufferedStream(_process.StandardOutput.BaseStream, 64 * 1024);
            Await(FrameType.Ready);
        }

        public int Id => _process.Id;

        public uint Prepare(string script)
        {
            var request = new PrepareRequest("step.js", new Dictionary<string, string>(StringComparer.Ordinal) { ["step.js"] = script }, "{}", new Dictionary<string, string>(StringComparer.Ordinal), false, new ScriptLimits(60_000, 1 << 20, 1 << 16));
            Send(FrameType.Prepare, ++_lastScript, JsonSerializer.SerializeToUtf8Bytes(request, FrameJson.Default.PrepareRequest));
            Await(FrameType.Prepared);
            return _lastScript;
        }

        /// <summary>Microseconds a message takes, with some ahead as the host keeps them.</summary>
        public double Run(uint script, byte[] body, int messages)
        {
            var started = Stopwatch.GetTimestamp();
            for (var ended = 0 - Window; ended < messages; ended++)
            {
                if (ended + Window < messages)
                    Execute(script, body);
                if (ended >= 0)
                    Await(FrameType.Ended);
            }
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds / messages;
        }

        public double FirstRun(string script, byte[] body)
        {
            var started = Stopwatch.GetTimestamp();
            Execute(Prepare(script), body);
            Await(FrameType.Ended);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        public void Dispose()
        {
            _input.Close();
            _process.WaitForExit();
            _process.Dispose();
        }

        private void Execute(uint script, byte[] body)
        {
            var payload = new ArrayBufferWriter<byte>(body.Length + 128);
            new ExecuteRequest(script, false, 1, 0, 1_700_000_000_000, 7, "m", body, default).Write(payload);
            Send(FrameType.Execute, ++_lastMessage, payload.WrittenSpan);
        }

        private void Send(FrameType type, uint number, ReadOnlySpan<byte> payload)
        {
            var frame = new byte[FrameHeader.Size + payload.Length];
            new FrameHeader(payload.Length, type, number).Write(frame);
            payload.CopyTo(frame.AsSpan(FrameHeader.Size));
            _input.Write(frame);
            _input.Flush();
        }

        private void Await(FrameType wanted)
        {
            var header = new byte[FrameHeader.Size];
            while (true)
            {
                _output.ReadExactly(header);
                var frame = FrameHeader.Read(header);
                var payload = new byte[frame.PayloadLength];
                _output.ReadExactly(payload);
                if (frame.Type == wanted)
                    return;
                if (frame.Type is FrameType.Rejected)
                    throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(payload));
            }
        }
    }
}
