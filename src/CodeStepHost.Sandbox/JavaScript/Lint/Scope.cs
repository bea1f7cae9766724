namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Names declared in one place of a file, and the place around it.</summary>
/// <param name="parent">Null for the file itself.</param>
/// <param name="isDynamic">Whether names may come from an object that is known only when the script runs: <c>with (…)</c>.</param>
internal sealed class Scope(Scope? parent, bool isDynamic = false)
{
    private readonly Dictionary<string, Variable> _names = new(StringComparer.Ordinal);

    /// <summary>The variable of that name, made when it is not declared in this place yet.</summary>
    public Variable Declare(string name) => _names.TryGetValue(name, out var known) ? known : _names[name] = new Variable(name);

    /// <summary>What a name means here; null when nothing declares it. Dynamic: it may mean something that cannot be known.</summary>
    public (Variable? Variable, bool IsDynamic) Find(string name)
    {
        var dynamic = false;
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._names.TryGetValue(name, out var variable))
                return (variable, dynamic);
            dynamic |= scope.IsDynamic;
        }
        return (null, dynamic);
    }

    private Scope? Parent { get; } = parent;

    private bool IsDynamic { get; } = isDynamic;
}
