using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Desk.Trying;

/// <summary>All that a step's behaviour follows from, as one hash: its settings, the flow's variables, its script and the files that the script takes in.</summary>
internal static class StepMark
{
    public static string Of(FlowInFolder flow, StepDefinition step)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(JsonSerializer.Serialize(step));
        Add(JsonSerializer.Serialize(flow.Definition.Variables));
        foreach (var file in ScriptGraph.FilesOf(flow.Package.Files, step.Script ?? ""))
        {
            Add(file);
            Add(flow.Package.Files.GetValueOrDefault(file, "\0"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        void Add(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:"));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
