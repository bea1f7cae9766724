using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// The objects of libraries that an engine keeps from message to message: <c>_</c>, <c>axios.defaults</c>, <c>Buffer.prototype</c>. What a script changes
/// in them is put back before the next message.
/// </summary>
internal sealed class SharedObjects
{
    // From a module's object to its functions, their prototypes and what these hold: deeper lies nothing that scripts change.
    private const int Deepest = 4;

    private readonly Dictionary<ObjectInstance, Kept> _kept = new(ReferenceEqualityComparer.Instance);

    private sealed record Kept(ObjectInstance Holder, ObjectInstance? Prototype, KeptProperty[] Properties);

    private readonly record struct KeptProperty(JsValue Key, string Name, PropertyDescriptor Descriptor, JsValue? Value);

    /// <summary>Remembers an object as it is now, and those that it holds.</summary>
    public void Keep(JsValue value) => Keep(value, 0);

    /// <summary>Puts everything back.</summary>
    /// <returns>False when that is not possible, because a script has frozen something.</returns>
    public bool Restore()
    {
        foreach (var kept in _kept.Values)
        {
            if (!IsUnchanged(kept) && !PutBack(kept))
                return false;
        }
        return true;
    }

    private void Keep(JsValue value, int depth)
    {
        if (value is not ObjectInstance holder || depth > Deepest || _kept.ContainsKey(holder))
            return;
        var properties = holder.GetOwnProperties().Select(own => new KeptProperty(own.Key, own.Key.ToString(), own.Value, ValueOf(own.Value))).ToArray();
        _kept.Add(holder, new Kept(holder, holder.Prototype, properties));
        var isFunction = holder is Jint.Native.Function.Function;
        foreach (var property in properties)
        {
            // A function's functions are its methods, unless they are named as classes are; those of a module may be classes too, whose prototypes are shared.
            var isMethod = isFunction && property.Value is Jint.Native.Function.Function && !char.IsAsciiLetterUpper(property.Name.FirstOrDefault());
            var follows = property.Name == "prototype" || (property.Name != "constructor" && !isMethod);
            if (follows && property.Value is ObjectInstance inner && (depth == 0 || inner is not Jint.Native.Function.Function))
                Keep(inner, depth + 1);
        }
    }

    private static bool IsUnchanged(Kept kept)
    {
        if (!ReferenceEquals(kept.Holder.Prototype, kept.Prototype))
            return false;
        var next = 0;
        foreach (var (_, descriptor) in kept.Holder.GetOwnProperties())
        {
            if (next == kept.Properties.Length || !IsSame(kept.Properties[next], descriptor))
                return false;
            next++;
        }
        return next == kept.Properties.Length && kept.Holder.Extensible;
    }

    private static bool IsSame(in KeptProperty kept, PropertyDescriptor now) =>
        ReferenceEquals(kept.Descriptor, now) ? ReferenceEquals(kept.Value, ValueOf(now)) : IsSameValue(kept, now);

    // Objects without descriptors of their own make one for each look.
    private static bool IsSameValue(in KeptProperty kept, PropertyDescriptor now) =>
        kept.Descriptor.Get == now.Get && kept.Descriptor.Set == now.Set && kept.Descriptor.Writable == now.Writable && kept.Descriptor.Configurable == now.Configurable
        && kept.Value is not null && ReferenceEquals(kept.Value, ValueOf(now));

    private static bool PutBack(Kept kept)
    {
        var holder = kept.Holder;
        if (!holder.Extensible)
            return false;
        if (!ReferenceEquals(holder.Prototype, kept.Prototype))
            holder.Prototype = kept.Prototype;
        var names = kept.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, _) in holder.GetOwnProperties().ToArray())
        {
            if (!names.Contains(key.ToString()) && !holder.Delete(key))
                return false;
        }
        foreach (var property in kept.Properties)
        {
            var was = property.Descriptor;
            var descriptor = was.IsAccessorDescriptor()
                ? new GetSetPropertyDescriptor(was.Get!, was.Set!, was.Enumerable, was.Configurable)
                : new PropertyDescriptor(property.Value ?? JsValue.Undefined, was.Writable, was.Enumerable, was.Configurable);
            if (!IsSame(property, holder.GetOwnProperty(property.Key)) && !holder.DefineOwnProperty(property.Key, descriptor))
                return false;
        }
        return true;
    }

    private static JsValue? ValueOf(PropertyDescriptor descriptor) => descriptor.IsAccessorDescriptor() ? null : descriptor.Value;
}
