using System.Reflection;
using CodeStepHost.Scripting;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>A script's method <c>Run</c>, found once, called for each message with as many of (message, config, snapshot) as it takes.</summary>
internal sealed class ScriptEntry
{
    private static readonly Type[] _offered = [typeof(Message), typeof(Config), typeof(Snapshot)];

    private readonly MethodInvoker _invoker;
    private readonly bool _isStatic;
    private readonly int _parameters;

    private ScriptEntry(MethodInfo method)
    {
        _invoker = MethodInvoker.Create(method);
        _isStatic = method.IsStatic;
        _parameters = method.GetParameters().Length;
    }

    public static MethodInfo? Find(Type script) => script
        .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(method => CSharpFacts.IsEntryName(method.Name))
        .OrderByDescending(method => Of(method) is not null)
        .ThenBy(method => method.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Null when the method's parameters are none that the host could give.</summary>
    public static ScriptEntry? Of(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var fits = !method.IsGenericMethod && parameters.Length <= _offered.Length && parameters.Select(parameter => parameter.ParameterType).SequenceEqual(_offered.Take(parameters.Length));
        return fits ? new ScriptEntry(method) : null;
    }

    public async Task<object?> Call(object? script, Message message, Config config, Snapshot snapshot)
    {
        var target = _isStatic ? null : script;
        object? returned;
        try
        {
            returned = _parameters switch
            {
                0 => _invoker.Invoke(target),
                1 => _invoker.Invoke(target, message),
                2 => _invoker.Invoke(target, message, config),
                _ => _invoker.Invoke(target, message, config, snapshot),
            };
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        return await Returned.ValueOf(returned);
    }
}
