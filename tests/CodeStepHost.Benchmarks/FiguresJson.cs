using System.Text.Json.Serialization;

namespace CodeStepHost.Benchmarks;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StepFigures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
