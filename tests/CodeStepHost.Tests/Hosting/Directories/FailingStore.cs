using System.Reflection;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>A store that is gone from a certain write on, as for a host that is killed there.</summary>
public class FailingStore : DispatchProxy
{
    private IFlowStore _store = null!;

    /// <summary>How many writes are done.</summary>
    public int Writes { get; private set; }

    /// <summary>Before which write it is gone; from 0.</summary>
    public int GoneAt { get; set; } = int.MaxValue;

    /// <summary>Whether that write itself is still done, without its answer coming back.</summary>
    public bool IsLastDone { get; set; }

    /// <summary>Done before a write, with its number and its verb.</summary>
    public Action<int, string> Before { get; set; } = static (_, _) => { };

    public static (IFlowStore Store, FailingStore Failures) InFrontOf(IFlowStore store)
    {
        var proxy = Create<IFlowStore, FailingStore>();
        var failures = (FailingStore)(object)proxy;
        failures._store = store;
        return (proxy, failures);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!targetMethod!.ReturnType.IsGenericType)
            return targetMethod.Invoke(_store, args);
        var number = Writes++;
        Before(number, targetMethod.Name);
        if (number < GoneAt)
            return targetMethod.Invoke(_store, args);
        if (number == GoneAt && IsLastDone)
            targetMethod.Invoke(_store, args);
        return typeof(Task).GetMethod(nameof(Task.FromException), 1, [typeof(Exception)])!.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments[0]).Invoke(null, [new StoreUnavailableException("The disk is full.")]);
    }
}
