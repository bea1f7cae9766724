using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CodeStepHost.Sandbox.CSharp.Gate;

namespace CodeStepHost.Sandbox.Fuzz;

/// <summary>Reads what the verifier accepted by other means: names instead of signatures, and .NET's own table of instructions.</summary>
internal static class Oracle
{
    private static readonly HashSet<string> _forbidden = new(StringComparer.Ordinal)
    {
        "calli", "cpblk", "initblk", "localloc", "mkrefany", "refanyval", "refanytype", "arglist", "jmp", "cpobj", "tail.", "unaligned.", "sizeof", "break", "ckfinite",
    };

    private static readonly Dictionary<int, OpCode> _codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);
    private static readonly (HashSet<string> Types, HashSet<string> Members) _names = ReadNames();

    /// <summary>What the verifier should have refused; null when nothing is found.</summary>
    public static string? Against(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var metadata = image.GetMetadataReader();
        foreach (var type in metadata.TypeReferences.Select(metadata.GetTypeReference))
        {
            var name = metadata.GetString(type.Name);
            if (!_names.Types.Contains(name))
                return $"it refers to the type {name}";
        }
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            var name = metadata.GetString(member.Name);
            if (!_names.Members.Contains(name) && name is not ("Get" or "Set" or "Address") && member.Parent.Kind != HandleKind.TypeSpecification)
                return $"it refers to the member {name}";
        }
        foreach (var method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            if ((method.Attributes & MethodAttributes.PinvokeImpl) == MethodAttributes.PinvokeImpl)
                return "it has a native method";
            if (metadata.GetString(method.Name) == "Finalize")
                return "it has a finalizer";
            if (method.RelativeVirtualAddress != 0 && Forbidden(image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!) is { } code)
                return $"it has the instruction {code}";
        }
        return null;
    }

    private static string? Forbidden(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE && at + 1 < il.Length ? 0xFE00 | il[at + 1] : il[at];
            if (!_codes.TryGetValue(value, out var code))
                return "unknown";
            if (_forbidden.Contains(code.Name!))
                return code.Name;
            at += code.Size + code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at + code.Size)),
                _ => 4,
            };
        }
        return null;
    }

    private static (HashSet<string> Types, HashSet<string> Members) ReadNames()
    {
        using var reader = new StreamReader(typeof(AssemblyVerifier).Assembly.GetManifestResourceStream("script-api.index")!);
        var (types, members) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        while (reader.ReadLine() is { } line)
        {
            if (line[0] is ' ' or '~')
                members.Add(line[1..].Replace("static ", "", StringComparison.Ordinal).Split('(', ':', '`')[0]);
            else if (line[0] != '@')
                types.Add(line[(line.LastIndexOfAny(['.', '/', '!']) + 1)..]);
        }
        return (types, members);
    }
}
