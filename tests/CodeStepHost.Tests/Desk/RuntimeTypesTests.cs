using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeStepHost.Desk;
using CodeStepHost.Desk.Trying;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Tests.Desk;

/// <summary>The types leave nothing out: every global and every member of every module that the real script process has is known to them.</summary>
public sealed partial class RuntimeTypesTests(TypeScriptCompilers compilers) : IClassFixture<TypeScriptCompilers>, IDisposable
{
    /// <summary>What the script engine has beyond the language as TypeScript knows it, and nobody should use.</summary>
    private static readonly HashSet<string> OfTheEngine = new(StringComparer.Ordinal)
    {
        "globalThis", "undefined", "NaN", "Infinity", "toString", "AsyncDisposableStack", "AsyncIterator", "DisposableStack", "Float16Array", "Generator",
        "Iterator", "ShadowRealm", "SuppressedError", "Temporal", "TypedArray",
    };

    private const string Script = """
        function run() {
          const modules = {};
          for (const name of NAMES) {
            let value;
            try {
              value = require(name);
            } catch {
              continue; // Whether it loads is the business of other tests.
            }
            const members = value.prototype && name === 'events' ? Object.getOwnPropertyNames(value.prototype) : [];
            modules[name] = { members: Object.keys(value), ofInstance: members };
          }
          const made = {
            'Buffer.from([1])': Object.getOwnPropertyNames(Buffer.prototype),
            'new Headers()': Object.getOwnPropertyNames(Headers.prototype),
            'new Response()': Object.getOwnPropertyNames(Response.prototype),
            'new URL("http://a")': Object.getOwnPropertyNames(Object.getPrototypeOf(URL.prototype)),
            'new URLSearchParams()': Object.getOwnPropertyNames(URLSearchParams.prototype),
            'new AbortController()': ['signal', ...Object.getOwnPropertyNames(AbortController.prototype)],
            'new AbortController().signal': Object.getOwnPropertyNames(AbortSignal.prototype),
            'setTimeout(() => {}, 0)': Object.getOwnPropertyNames(Object.getPrototypeOf(setTimeout(() => {}, 0))),
            emitter: Object.getOwnPropertyNames(Object.getPrototypeOf(emitter)),
            'emitter.logger': Object.keys(emitter.logger),
            messages: Object.keys(messages),
            console: Object.keys(console),
            process: Object.keys(process),
            crypto: Object.keys(crypto),
            Buffer: Object.keys(Buffer),
            request: Object.keys(request),
          };
          return { globals: Object.getOwnPropertyNames(globalThis), modules, made };
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codestep-runtime-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Everything_that_is_there_is_known_to_the_types()
    {
        var offered = await OfferedAsync();
        var text = new StringBuilder();
        foreach (var global in Names(offered.GetProperty("globals")).Where(name => !OfTheEngine.Contains(name)))
            text.Append(global).Append(";\n");
        foreach (var module in offered.GetProperty("modules").EnumerateObject())
        {
            foreach (var member in Names(module.Value.GetProperty("members")))
                text.Append($"require('{module.Name}').{member};\n");
            foreach (var member in Names(module.Value.GetProperty("ofInstance")))
                text.Append($"new (require('{module.Name}'))().{member};\n");
        }

        foreach (var made in offered.GetProperty("made").EnumerateObject())
        {
            foreach (var member in Names(made.Value))
                text.Append($"({made.Name}).{member};\n");
        }

        Write("all.js", text.ToString());
        Write(EditorFiles.Types, EditorFiles.Text(EditorFiles.Types));
        Write(EditorFiles.Settings, EditorFiles.Text(EditorFiles.Settings));
        var lines = text.ToString().Split('\n');
        Assert.True(lines.Length > 700, "The runtime was not asked.");
        var found = await compilers.CheckAsync("typescript-6", _folder.FullName);
        var unknown = found.Select(place => lines[int.Parse(Line().Match(place).Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture) - 1]);
        Assert.Equal("", string.Join('\n', unknown));
    }

    private async Task<JsonElement> OfferedAsync()
    {
        var (refused, _) = await RunAsync("require('no-such-module'); function run() {}");
        var modules = ModuleList().Match(Assert.IsType<ComponentEnd.Threw>(refused).Error.Message).Groups["names"].Value.Split(", ");
        var (end, emitted) = await RunAsync(Script.Replace("NAMES", JsonSerializer.Serialize(modules), StringComparison.Ordinal));
        Assert.True(end is ComponentEnd.Completed, $"{end}");
        return JsonDocument.Parse(emitted).RootElement.GetProperty("body");
    }

    private async Task<(ComponentEnd End, ReadOnlyMemory<byte> Emitted)> RunAsync(string script)
    {
        Write("flow/flow.yaml", "steps: { in: { uses: manual, to: all }, all: { uses: code, script: all.js } }");
        Write("flow/all.js", script);
        var flow = Assert.Single(FlowFolder.ReadAll(_folder.FullName).Flows);
        var url = new Uri("http://127.0.0.1:7070");
        var step = flow.Definition.FindStep("all")!;
        await using var bench = new ScriptBench(url, TimeProvider.System, DevStage.SandboxPath);
        var emitted = new Emitted();
        var sample = new Samples(url, TimeProvider.System).OfText(flow, step, "{}", "nothing");
        return (await bench.TryAsync(sample, emitted, static (_, _) => { }, TestContext.Current.CancellationToken), emitted.Content);
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    // Names that begin so are nobody's to use.
    private static IEnumerable<string> Names(JsonElement names) =>
        names.EnumerateArray().Select(name => name.GetString()!).Where(name => Identifier().IsMatch(name) && (name == "_" || !name.StartsWith('_')));

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@":(?<line>\d+) ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex("There are: (?<names>.*), and files", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ModuleList();

    private sealed class Emitted : IEmissions
    {
        public ReadOnlyMemory<byte> Content { get; private set; }

        public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            if (emission is Emission.Data data)
                Content = data.Content;
            return default;
        }

        public void Log(StepLogLevel level, string text)
        {
            // The script logs nothing.
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => false;
    }
}
