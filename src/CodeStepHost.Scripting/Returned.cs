namespace CodeStepHost.Scripting;

/// <summary>What a script's function came to, whether it returned a value, a task, or a task with a value.</summary>
internal static class Returned
{
    // The result of a task that has none: the runtime's own, and not public.
    private const string NoResult = "VoidTaskResult";

    public static async Task<object?> ValueOf(object? returned)
    {
        var task = returned switch
        {
            Task same => same,
            ValueTask plain => plain.AsTask(),
            ValueType other when IsValueTask(other.GetType()) => (Task)other.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(other, null)!,
            _ => null,
        };
        if (task is null)
            return returned;
        await task;
        var result = task is Task<object?> known ? known.Result : task.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(task);
        return result?.GetType().Name == NoResult ? null : result;
    }

    private static bool IsValueTask(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);
}
