using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>What a script has instead of types and names that are known from elsewhere: other .NET programs, Newtonsoft.Json, JavaScript steps.</summary>
internal static class MissingNames
{
    private const string Log = "Scripts log with Logger.Info(text).";
    private const string Call = "Scripts call with Http: var answer = await Http.GetAsync(url); also PostJsonAsync and SendAsync.";
    private const string Wait = "To wait, write await Clock.Delay(TimeSpan.FromSeconds(1)); to try the message again later, await Emitter.Rebound(reason).";
    private const string Files = "Scripts have no files: what the next message needs goes into the snapshot, everything else into a message.";
    private const string Json = "JSON is that of System.Text.Json here: msg.BodyAs<YourRecord>() reads, new Message(value) writes, JsonNode.Parse(text) parses.";
    private const string Databases = "Scripts open no databases: put a step such as database.select before this one.";
    private const string Settings = "Settings are read with cfg.Get<string>(\"name\"), variables of the flow with Emitter.Variables[\"NAME\"].";
    private const string Emit = "Messages are sent with await Emitter.Data(new Message(body)).";

    private static readonly Dictionary<string, string> _instead = new(StringComparer.Ordinal)
    {
        ["Console"] = Log, ["console"] = Log, ["Debug"] = Log, ["Trace"] = Log, ["ILogger"] = Log, ["log"] = Log,
        ["HttpClient"] = Call, ["HttpClientHandler"] = Call, ["HttpRequestMessage"] = Call, ["HttpMethod"] = Call, ["StringContent"] = Call, ["WebClient"] = Call, ["WebRequest"] = Call, ["HttpWebRequest"] = Call, ["RestClient"] = Call, ["fetch"] = Call,
        ["Thread"] = Wait, ["Timer"] = Wait, ["PeriodicTimer"] = Wait,
        ["File"] = Files, ["Directory"] = Files, ["FileInfo"] = Files, ["FileStream"] = Files, ["StreamReader"] = Files, ["StreamWriter"] = Files,
        ["Newtonsoft"] = Json, ["JsonConvert"] = Json, ["JToken"] = Json, ["JsonProperty"] = "A name in JSON is given with [JsonPropertyName(\"name\")], and using System.Text.Json.Serialization; at the top.", ["JSON"] = Json,
        ["JObject"] = "It is called JsonObject here; JsonNode.Parse(text) parses.", ["JArray"] = "It is called JsonArray here; JsonNode.Parse(text) parses.", ["JValue"] = "It is called JsonValue here.",
        ["SqlConnection"] = Databases, ["SqliteConnection"] = Databases, ["NpgsqlConnection"] = Databases, ["MySqlConnection"] = Databases, ["DbConnection"] = Databases, ["DbContext"] = Databases,
        ["ConfigurationManager"] = Settings, ["IConfiguration"] = Settings,
        ["Stopwatch"] = "Take Clock.Now before and after.",
        ["Process"] = "Scripts start no programs.",
        ["emit"] = Emit,
        ["setTimeout"] = Wait, ["wait"] = Wait,
        ["require"] = "Share code with #load \"lib/a.csx\" of a file in the flow's folder.",
    };

    private static readonly Dictionary<string, string> _namespaces = new(StringComparer.Ordinal) { ["System.Net"] = Call, ["Net"] = Call, ["Http"] = Call, ["Data"] = Databases };

    /// <summary>What to use instead; null when there is no advice.</summary>
    public static string? For(Spot spot, CSharpCompilation compilation)
    {
        if (spot.Named is not [var shown, ..])
            return null;
        var name = shown.Split('<')[0];
        if (spot.Id == "CS0234" && _namespaces.TryGetValue(name, out var inNamespace))
            return inNamespace;
        if (_instead.TryGetValue(name, out var advice) || (name.EndsWith("Attribute", StringComparison.Ordinal) && _instead.TryGetValue(name[..^"Attribute".Length], out advice)))
            return advice;
        return spot.Id is "CS0103" or "CS0246" && Namespace(name, compilation) is { } space ? $"Write using {space}; at the top." : null;
    }

    /// <summary>Where a public type of this name is, when it is in one namespace only.</summary>
    private static string? Namespace(string name, CSharpCompilation compilation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<INamespaceSymbol>([compilation.GlobalNamespace]);
        while (left.TryPop(out var space))
        {
            if (!space.IsGlobalNamespace && space.GetTypeMembers(name).Concat(space.GetTypeMembers($"{name}Attribute")).Any(type => type.DeclaredAccessibility == Accessibility.Public))
                found.Add(space.ToDisplayString());
            foreach (var inner in space.GetNamespaceMembers())
                left.Push(inner);
        }

        return found.Count == 1 ? found.First() : null;
    }
}
