using Jint.Native;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Remembers, within one execution, where promises were rejected with something that is no Error: such a value has no stack of its own.
/// </summary>
internal sealed class ThrownValues
{
    // A script may reject in a loop; the first values are enough to find the one that ends its message.
    private const int Most = 100;

    private readonly List<(JsValue Value, ScriptPlace Place)> _noted = [];

    public static bool NeedsPlace(JsValue value) => value is not JsError;

    /// <summary>Notes where a value was rejected first; passing it on to the next promise tells nothing new.</summary>
    public void Note(JsValue value, ScriptPlace? place)
    {
        if (place is { } known && _noted.Count < Most && Find(value) is null)
            _noted.Add((value, known));
    }

    public ScriptPlace? Find(JsValue value)
    {
        foreach (var (noted, place) in _noted)
        {
            if (noted.Equals(value))
                return place;
        }
        return null;
    }

    public void Clear() => _noted.Clear();
}
