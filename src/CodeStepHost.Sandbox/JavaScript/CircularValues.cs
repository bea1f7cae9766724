using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Says where a value contains itself, in the words that V8 uses.</summary>
internal static class CircularValues
{
    private const int DeepestSearch = 200;

    public static bool IsComplaint(JavaScriptException thrown) => thrown.Message.StartsWith("Cyclic reference", StringComparison.Ordinal);

    public static string Describe(JsValue value)
    {
        const string Title = "Converting circular structure to JSON";
        var path = new List<(ObjectInstance Holder, string Key)>();
        if (value is not ObjectInstance root || FindCircle(root, path) is not { } start)
            return Title;

        var circle = path.GetRange(start, path.Count - start);
        var lines = new List<string> { $"{Title}\n    --> starting at object with constructor '{ConstructorName(circle[0].Holder)}'" };
        if (circle.Count > 1)
            lines.Add($"    |     {Property(circle[0].Key, circle[0].Holder)} -> object with constructor '{ConstructorName(circle[1].Holder)}'");
        if (circle.Count > 3)
            lines.Add("    |     ...");
        if (circle.Count > 2)
            lines.Add($"    |     {Property(circle[^2].Key, circle[^2].Holder)} -> object with constructor '{ConstructorName(circle[^1].Holder)}'");
        lines.Add($"    --- {Property(circle[^1].Key, circle[^1].Holder)} closes the circle");
        return string.Join('\n', lines);
    }

    /// <summary>Fills the path to the place where the circle closes; gives the position in it where the circle starts, or null.</summary>
    private static int? FindCircle(ObjectInstance holder, List<(ObjectInstance Holder, string Key)> path)
    {
        if (path.Count > DeepestSearch)
            return null;
        foreach (var (key, property) in holder.GetOwnProperties())
        {
            if (!property.Enumerable || !property.IsDataDescriptor() || property.Value is not ObjectInstance child || key.IsSymbol())
                continue;
            path.Add((holder, key.ToString()));
            var start = path.FindIndex(step => ReferenceEquals(step.Holder, child));
            if (start >= 0)
                return start;
            if (FindCircle(child, path) is { } found)
                return found;
            path.RemoveAt(path.Count - 1);
        }
        return null;
    }

    private static string Property(string key, ObjectInstance holder) => holder.IsArray() ? $"index {key}" : $"property '{key}'";

    private static string ConstructorName(ObjectInstance value) =>
        value.Get("constructor") is Jint.Native.Function.Function constructor && constructor.Get("name") is { } name && name.IsString() ? name.ToString() : "Object";
}
