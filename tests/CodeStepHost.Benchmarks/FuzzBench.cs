using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Tests.Fuzz;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Benchmarks;

/// <summary>Input of chance, for as long as one likes: frames to the host, frames to a script process, flow files. It ends with the seed of the first failure.</summary>
internal static class FuzzBench
{
    private const string Marks = "\n{}[]&*!|>%@`'\"#:-?~,";
    private const string Repeated = " \t[{(-:&";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>The exit code: 1 when something was found.</returns>
    public static async Task<int> RunAsync(Options options)
    {
        var until = TimeProvider.System.GetTimestamp() + (long)(double.Parse(options.Text("minutes", "10"), CultureInfo.InvariantCulture) * 60 * TimeProvider.System.TimestampFrequency);
        var target = options.Text("target", "host");
        var seed = options.Number("seed", 1);
        var rounds = 0;
        for (; TimeProvider.System.GetTimestamp() < until; seed++, rounds++)
        {
            try
            {
                if (await OnceAsync(target, seed) is { } problem)
                    throw new InvalidOperationException(problem);
            }
            catch (Exception exception)
            {
                Console.WriteLine($"{target}, seed {seed}: {exception}");
                return 1;
            }
        }

        Console.WriteLine($"{target}: {rounds} rounds, nothing found; the next seed is {seed}");
        return 0;
    }

    private static async Task<string?> OnceAsync(string target, int seed)
    {
        switch (target)
        {
            case "host":
                // Mostly it waits for deadlines, so many are run at once.
                await Task.WhenAll(Enumerable.Range(0, 32).Select(number => HostileChild.RunAsync((seed * 32) + number, CancellationToken.None)));
                return null;
            case "worker":
                return await WorkerAsync(new Random(seed));
            case "flows":
                return Flow(new Random(seed));
            default:
                throw new ArgumentException($"There is no target {target}: host, worker or flows.", nameof(target));
        }
    }

    /// <summary>A real script process is sent frames of chance, then the end of its input: it must end by itself, and not by a fault.</summary>
    private static async Task<string?> WorkerAsync(Random random)
    {
        var start = new ProcessStartInfo(DotnetProgram.Find()) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["exec", DotnetProgram.FindSandbox(null), "unconfined"])
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(Frame((byte)FrameType.Prepare, 1, PrepareRequest()));
            for (var frames = random.Next(1, 60); frames > 0; frames--)
                await input.WriteAsync(Chance(random));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has given up already, as it may.
        }

        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return "it did not end";
        }

        await output;
        return process.ExitCode is 0 or 70 or 71 ? null : $"exit code {process.ExitCode}: {await errors}";
    }

    private static byte[] PrepareRequest() => JsonSerializer.SerializeToUtf8Bytes(
        new PrepareRequest("step.js", new Dictionary<string, string> { ["step.js"] = "function run(msg) { return msg.body; }" }, "{}", new Dictionary<string, string>(), false, new ScriptLimits(500, 1 << 20, 1 << 16)),
        FrameJson.Default.PrepareRequest);

    private static byte[] Chance(Random random)
    {
        string[] payloads = ["", "{}", "null", "{\"body\":{},\"headers\":{}}", "{\"Entry\":\"x.csx\",\"Files\":{\"x.csx\":\"return 1;\"}}", "{\"Call\":1,\"Status\":200,\"StatusText\":\"\",\"Headers\":[],\"Body\":null,\"Url\":\"\",\"Error\":null}"];
        var payload = random.NextDouble() switch
        {
            < 0.2 => PrepareRequest(),
            < 0.5 => Execute(random),
            _ => Encoding.UTF8.GetBytes(payloads[random.Next(payloads.Length)]),
        };
        for (var changes = random.Next(5); changes > 0 && payload.Length > 0; changes--)
            payload[random.Next(payload.Length)] = (byte)random.Next(256);
        var type = random.NextDouble() < 0.95 ? (byte)random.Next(1, 7) : (byte)random.Next(256);
        var frame = Frame(type, (uint)random.Next(4), payload);
        if (random.NextDouble() < 0.02)
            frame[random.Next(4)] ^= (byte)random.Next(256);
        return frame;
    }

    private static byte[] Execute(Random random)
    {
        var request = new ExecuteRequest(1, true, 1, 0, 0, (ulong)random.NextInt64(), "m", "{\"body\":{\"a\":1},\"headers\":{}}"u8.ToArray(), default);
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        request.Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] Frame(byte type, uint number, byte[] payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, (FrameType)type, number).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    /// <summary>A flow with lines and characters changed: it is accepted or refused with problems, and never anything else.</summary>
    private static string? Flow(Random random)
    {
        const string Seed = """
            description: Orders
            variables: { shop: a }
            egress: [api.example.com, "*.example.org:8443"]
            rebound: { first: 1m, factor: 1.5, limit: 10, jitter: 0.1 }
            limits: { time: 10s, memory: 64MiB, message: 1MiB, emissions: 10 }
            onError: report
            steps:
              in: { uses: webhook, config: { reply: wait, auth: { header: x-key, value: "${env.KEY}" } }, to: map }
              every: { uses: schedule, config: { cron: "0 6 * * MON-FRI", zone: Europe/Berlin }, to: map }
              map:
                uses: code
                script: map.js
                egress: ["[::1]:80", 127.0.0.1]
                concurrency: 4
                to: [by, split]
              by: { uses: route, config: { cases: [{ when: body.a, to: split }], otherwise: report, match: all } }
              split: { uses: split, config: { each: body.lines, as: line, keep: { n: body.n } }, to: report }
              report: { uses: code, script: map.js }
            """;
        var text = new StringBuilder(Seed);
        for (var edits = random.Next(1, 8); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text[at] = (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, Seed[random.Next(Seed.Length / 2)..][..random.Next(Seed.Length / 2)]);
                    break;
                case 3:
                    text.Insert(at, Marks[random.Next(Marks.Length)]);
                    break;
                default:
                    text.Insert(at, new string(Repeated[random.Next(Repeated.Length)], random.Next(1, 400)));
                    break;
            }

            if (text.Length == 0)
                break;
        }

        var yaml = text.ToString();
        var began = TimeProvider.System.GetTimestamp();
        var result = FlowReader.Read(new FlowPackage("orders", new Dictionary<string, string> { [FlowPackage.DefinitionFile] = yaml, ["map.js"] = "" }));
        _ = HostSettingsReader.Read(yaml, "/nowhere", _ => null);
        if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(10))
            return $"it took {TimeProvider.System.GetElapsedTime(began)}:\n{yaml}";
        return result is FlowReadResult.Rejected && result.Problems.Count == 0 ? $"refused without a problem:\n{yaml}" : null;
    }
}
