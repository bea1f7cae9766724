namespace CodeStepHost.Components.Database;

/// <summary>A statement ready to run.</summary>
/// <param name="Shown">What errors show of it: parameters by name, no value.</param>
/// <param name="Text">What the engine sees.</param>
/// <param name="Values">Parameter → value.</param>
internal sealed record SqlStatement(string Shown, string Text, IReadOnlyList<KeyValuePair<string, object?>> Values);
