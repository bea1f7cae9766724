using System.Text.RegularExpressions;

namespace CodeStepHost.Scripting;

/// <summary>Types as a script's author writes them: <c>decimal?</c>, <c>List&lt;Order&gt;</c>.</summary>
internal static partial class TypeNames
{
    // A script's own types are nested in the class that the compiler makes of the script.
    private const string ScriptClass = "Script+";

    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
    };

    public static string Of(Type type)
    {
        if (_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Of(value)}?";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[]";
        if (type.IsEnum)
            return $"{type.Name} ({string.Join(", ", Enum.GetNames(type).Take(10))})";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
            : type.Name;
    }

    /// <summary>A message of the runtime with the names of a script's types as the script has them.</summary>
    public static string Readable(string message) => PlaceInBytes().Replace(message.Replace(ScriptClass, "", StringComparison.Ordinal), "");

    [GeneratedRegex(@" Path: .*$", RegexOptions.Singleline, matchTimeoutMilliseconds: 300)]
    private static partial Regex PlaceInBytes();
}
