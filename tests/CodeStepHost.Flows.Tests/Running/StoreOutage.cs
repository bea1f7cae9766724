using System.Reflection;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>A store in front of another that can be told that its disk is full: every verb then fails without any effect.</summary>
public class StoreOutage : DispatchProxy
{
    private object _store = null!;
    private int _refused;
    private int _renewals;

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull { get; set; }

    /// <summary>How many verbs were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How many times leases were renewed.</summary>
    public int Renewals => Volatile.Read(ref _renewals);

    /// <param name="store">An <see cref="IFlowStore"/>, or its <see cref="IFlowQueries"/>.</param>
    public static (T Store, StoreOutage Outage) Before<T>(T store)
        where T : class
    {
        var proxy = Create<T, StoreOutage>();
        var outage = (StoreOutage)(object)proxy;
        outage._store = store;
        return (proxy, outage);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!IsFull || targetMethod!.Name == nameof(IAsyncDisposable.DisposeAsync))
            return Passed(targetMethod!, args);
        Interlocked.Increment(ref _refused);
        var full = new StoreUnavailableException("The disk is full.");
        var result = targetMethod.ReturnType.GenericTypeArguments;
        return result.Length == 0
            ? Task.FromException(full)
            : typeof(Task).GetMethod(nameof(Task.FromException), 1, [typeof(Exception)])!.MakeGenericMethod(result[0]).Invoke(null, [full]);
    }

    private object? Passed(MethodInfo verb, object?[]? args)
    {
        var result = verb.Invoke(_store, args);
        if (verb.Name == nameof(IFlowStore.RenewAsync))
            Interlocked.Increment(ref _renewals);
        return result;
    }
}
