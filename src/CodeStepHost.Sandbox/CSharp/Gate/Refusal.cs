using System.Reflection.Metadata;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Something in a compiled script that no script may have.</summary>
/// <param name="What">What it is, as a person says it: <c>System.IO.File.ReadAllText</c>, or <c>a finalizer</c>.</param>
/// <param name="Method">Where it is; nil when it stands in no method.</param>
/// <param name="Offset">At which instruction of that method.</param>
internal sealed record Refusal(string What, RefusalKind Kind, MethodDefinitionHandle Method = default, int Offset = 0)
{
    public static Refusal Unreadable { get; } = new("an assembly that cannot be read", RefusalKind.Form);
}

internal enum RefusalKind
{
    /// <summary>A type or member that is not on the list.</summary>
    Api,

    /// <summary>A construct of the language.</summary>
    Construct,

    /// <summary>Something that the compiler does not write at all.</summary>
    Form,
}
