using System.Collections;
using System.Reflection;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Function;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// What the engine knows of async functions and does not offer: which is under way, and who awaits a promise. Read when an error's stack is written and at no
/// other time; an engine that has it no more gives nothing, and the stack is shorter.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Dictionary<(Type, string), FieldInfo?> _fields = [];
    private static readonly Lock _lock = new();

    /// <summary>The async functions under way, the one that was called last first. The objects mean something to this class alone.</summary>
    public static IEnumerable<object> RunningAsync(Engine engine)
    {
        var stack = Field(Field(engine, "_executionContexts"), "_stack");
        if (Field(stack, "_array") is not Array contexts || Field(stack, "_size") is not int count)
            yield break;
        for (var index = Math.Min(count, contexts.Length) - 1; index >= 0; index--)
        {
            if (Field(contexts.GetValue(index), "AsyncFunction") is { } running)
                yield return running;
        }
    }

    public static Function? FunctionOf(object running) => Field(Field(running, "_savedContext"), "Function") as Function;

    /// <summary>The <c>await</c> at which it waits.</summary>
    public static Node? AwaitOf(object running) => Field(Field(running, "_lastAwaitNode"), "_expression") as Node;

    /// <summary>What the promise that it awaited was settled with last.</summary>
    public static JsValue? ResumedWith(object running) => Field(running, "_resumeValue") as JsValue;

    /// <summary>Where an error was made whose stack is not written yet.</summary>
    public static Acornima.SourceLocation? MadeAt(JsError error) => Field(Field(error, "_stackCapture"), "_location") as Acornima.SourceLocation?;

    /// <summary>What the engine worked at last.</summary>
    public static Node? LastNode(Engine engine) => Field(engine, "_lastSyntaxElement") as Node;

    /// <summary>The async function that awaits the promise of another one, through promises that only pass it on; null when there is none.</summary>
    public static object? AwaiterOf(object running) => AwaiterOf(PromiseOf(Field(running, "_capability")), 0);

    private static object? AwaiterOf(object? promise, int depth)
    {
        const int Deepest = 10;
        if (depth > Deepest || Field(promise, "PromiseRejectReactions") is not IEnumerable reactions)
            return null;
        foreach (var reaction in reactions)
        {
            if (Field(reaction, "<Continuation>k__BackingField") is { } continuation)
            {
                if (Field(continuation, "_lastAwaitNode") is not null)
                    return continuation;
                continue;
            }
            if ((AwaiterOf(SettledBy(reaction), depth + 1) ?? AwaiterOf(PromiseOf(Field(reaction, "<Capability>k__BackingField")), depth + 1)) is { } awaiter)
                return awaiter;
        }
        return null;
    }

    // Promise.all and the like, and a promise that was resolved with another: the function that is called back settles a promise of its own.
    private static object? SettledBy(object? reaction) => Field(Field(reaction, "<Handler>k__BackingField"), "_func") is Delegate { Target: { } target } ? PromiseOf(target) : null;

    private static object? PromiseOf(object? holder) => Field(holder, "PromiseInstance") ?? (Field(holder, "<>4__this") is JsValue value && value.IsPromise() ? value : null);

    private static object? Field(object? holder, string name)
    {
        if (holder is null)
            return null;
        FieldInfo? field;
        lock (_lock)
        {
            var key = (holder.GetType(), name);
            if (!_fields.TryGetValue(key, out field))
                _fields[key] = field = Find(holder.GetType(), name);
        }
        return field?.GetValue(holder);
    }

    private static FieldInfo? Find(Type? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
                return field;
        }
        return null;
    }
}
