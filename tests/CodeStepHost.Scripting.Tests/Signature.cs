using System.Reflection;
using System.Runtime.CompilerServices;

namespace CodeStepHost.Scripting.Tests;

/// <summary>Members as they are written in C#, without their bodies.</summary>
internal static class Signature
{
    private static readonly NullabilityInfoContext _nullability = new();

    public static IEnumerable<MemberInfo> MembersOf(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(IsVisible);

    public static string Of(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        return $"{kind} {Name(type)}{(type.BaseType is { } parent && parent != typeof(object) ? $" : {Name(parent)}" : "")}";
    }

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Name(constructor.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnParameter)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property when property.GetIndexParameters() is [var index] => $"{Name(_nullability.Create(property))} this[{Name(index.ParameterType)} {index.Name}] {Accessors(property)}",
        PropertyInfo property => $"{Name(_nullability.Create(property))} {property.Name} {Accessors(property)}",
        _ => member.ToString()!,
    };

    public static string Name(Type type) => type switch
    {
        { IsGenericParameter: true } => type.Name,
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        _ when Nullable.GetUnderlyingType(type) is { } value => $"{Name(value)}?",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => TypeNames.Of(type) is "Void" ? "void" : TypeNames.Of(type),
    };

    // The framework takes every T for one that may be null.
    private static string Name(ParameterInfo parameter) => parameter.ParameterType.IsGenericParameter
        ? parameter.ParameterType.Name + (IsMarked(parameter) ? "?" : "")
        : Name(_nullability.Create(parameter));

    private static bool IsMarked(ParameterInfo parameter) =>
        (Flag(parameter.CustomAttributes, "NullableAttribute") ?? Flag(parameter.Member.CustomAttributes, "NullableContextAttribute") ?? Flag(parameter.Member.DeclaringType!.CustomAttributes, "NullableContextAttribute")) == 2;

    private static byte? Flag(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name)?.ConstructorArguments[0].Value as byte?;

    private static string Name(NullabilityInfo info)
    {
        var mark = info.ReadState == NullabilityState.Nullable && Nullable.GetUnderlyingType(info.Type) is null ? "?" : "";
        return info is { GenericTypeArguments.Length: > 0, Type.IsGenericType: true } && Nullable.GetUnderlyingType(info.Type) is null
            ? $"{info.Type.Name.Split('`')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>{mark}"
            : Name(info.Type) + mark;
    }

    private static string Generic(MethodInfo method) => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select((parameter, place) =>
            $"{(isExtension && place == 0 ? "this " : "")}{Name(parameter)} {parameter.Name}{Default(parameter)}"));
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
    {
        null => " = null",
        string text => $" = \"{text}\"",
        var other => $" = {other}",
    };

    private static string Accessors(PropertyInfo property) => property.SetMethod is { IsPublic: true } ? "{ get; set; }" : "{ get; }";

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } => false,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetMethod is { IsPublic: true },
        Type nested => nested.IsNestedPublic || nested.IsNestedFamily,
        _ => member.MemberType is MemberTypes.Event or MemberTypes.Field && !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not FieldInfo { IsPrivate: true } and not FieldInfo { IsAssembly: true },
    };
}
