using System.Collections;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>A script's methods: what kind they are, and their instructions.</summary>
internal sealed class CodeRules(PEReader image, MetadataReader metadata, References references)
{
    private const MethodImplAttributes Delegate = MethodImplAttributes.Runtime;
    private const MethodImplAttributes Harmless = MethodImplAttributes.NoInlining;

    public List<Refusal> Check(MethodDefinitionHandle handle)
    {
        var refusals = new List<Refusal>();
        var method = metadata.GetMethodDefinition(handle);
        Add(references.OfSignature(method.Signature));
        if ((method.Attributes & (MethodAttributes.PinvokeImpl | MethodAttributes.UnmanagedExport | MethodAttributes.HasSecurity | MethodAttributes.RequireSecObject)) != default)
            Add(Construct("an extern method"));

        // The collector would call it, on a thread of its own, whenever it likes.
        if (metadata.StringComparer.Equals(method.Name, "Finalize") && !method.Attributes.HasFlag(MethodAttributes.Static) && metadata.GetBlobReader(method.Signature) is { Length: <= 3 })
            Add(Construct("a finalizer"));

        if (method.RelativeVirtualAddress == 0)
        {
            var isAbstract = method.Attributes.HasFlag(MethodAttributes.Abstract) && (method.ImplAttributes & ~Harmless) == MethodImplAttributes.IL;
            if (!isAbstract && !(method.ImplAttributes == Delegate && IsDelegate(method.GetDeclaringType())))
                Add(Construct("an extern method"));
            return refusals;
        }

        if ((method.ImplAttributes & ~Harmless) != MethodImplAttributes.IL || method.Attributes.HasFlag(MethodAttributes.Abstract))
            Add(Construct("a method with an implementation of its own kind"));
        CheckBody(image.GetMethodBody(method.RelativeVirtualAddress), Add);
        return refusals;

        void Add(Refusal? refusal)
        {
            var placed = refusal is { Method.IsNil: true } ? refusal with { Method = handle } : refusal;
            if (placed is not null && !refusals.Contains(placed))
                refusals.Add(placed);
        }
    }

    private void CheckBody(MethodBodyBlock body, Action<Refusal?> add)
    {
        if (!body.LocalSignature.IsNil)
        {
            add(OfLocals(body.LocalSignature));
            if (!body.LocalVariablesInitialized)
                add(Construct("variables without an initial value"));
        }

        var il = body.GetILReader();
        var starts = new BitArray(il.Length + 1);
        var targets = new List<int>();
        while (il.RemainingBytes > 0)
        {
            var at = il.Offset;
            starts[at] = true;
            var code = Instructions.Code(ref il);
            var operand = Instructions.OperandOf(code);
            if (operand == Operand.Refused)
            {
                add(Construct(What(code)) with { Offset = at });

                // What comes behind it cannot be told apart.
                return;
            }
            if (Skip(ref il, operand, targets) is { } token && Check(operand, token) is { } refusal)
                add(refusal with { Offset = at });
        }

        // A region may end with the code.
        starts[il.Length] = body.ExceptionRegions.Length > 0;

        // A jump into the middle of an instruction would run another.
        foreach (var region in body.ExceptionRegions)
        {
            targets.AddRange([region.TryOffset, region.TryOffset + region.TryLength, region.HandlerOffset, region.HandlerOffset + region.HandlerLength]);
            if (region.Kind == ExceptionRegionKind.Filter)
                targets.Add(region.FilterOffset);
            if (region.Kind == ExceptionRegionKind.Catch && !region.CatchType.IsNil)
                add(references.Of(region.CatchType));
        }
        if (targets.Exists(target => target < 0 || target >= starts.Length || !starts[target]))
            add(new Refusal("a jump into an instruction", RefusalKind.Form));
    }

    /// <summary>Passes over an operand; gives the token, if it is one.</summary>
    private static int? Skip(ref BlobReader il, Operand operand, List<int> targets)
    {
        switch (operand)
        {
            case Operand.None:
                return null;
            case Operand.Byte:
                il.ReadByte();
                return null;
            case Operand.Short:
                il.ReadInt16();
                return null;
            case Operand.Int:
                il.ReadInt32();
                return null;
            case Operand.Long:
                il.ReadInt64();
                return null;
            case Operand.ShortBranch:
                targets.Add(il.ReadSByte() + il.Offset);
                return null;
            case Operand.Branch:
                targets.Add(il.ReadInt32() + il.Offset);
                return null;
            case Operand.Switch:
                var cases = il.ReadUInt32();
                var first = targets.Count;
                for (; cases > 0; cases--)
                    targets.Add(il.ReadInt32());
                for (var i = first; i < targets.Count; i++)
                    targets[i] += il.Offset;
                return null;
            default:
                return il.ReadInt32();
        }
    }

    private Refusal? Check(Operand operand, int token)
    {
        if (operand == Operand.String)
        {
            if (MetadataTokens.Handle(token) is not { Kind: HandleKind.UserString } text)
                return new Refusal("a token of an unknown kind", RefusalKind.Form);
            metadata.GetUserString((UserStringHandle)text);
            return null;
        }

        var handle = MetadataTokens.EntityHandle(token);
        var fits = operand switch
        {
            Operand.Method => handle.Kind is HandleKind.MethodDefinition or HandleKind.MethodSpecification || IsMember(handle, MemberReferenceKind.Method),
            Operand.Field => handle.Kind is HandleKind.FieldDefinition || IsMember(handle, MemberReferenceKind.Field),
            Operand.Type => IsType(handle),

            // typeof, and the bytes of an array. No method: that would be reflection.
            _ => IsType(handle) || handle.Kind == HandleKind.FieldDefinition,
        };
        return fits ? references.Of(handle) : new Refusal("a token of an unknown kind", RefusalKind.Form);
    }

    private bool IsMember(EntityHandle handle, MemberReferenceKind kind) =>
        handle.Kind == HandleKind.MemberReference && metadata.GetMemberReference((MemberReferenceHandle)handle).GetKind() == kind;

    private static bool IsType(EntityHandle handle) => handle.Kind is HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification;

    private Refusal? OfLocals(StandaloneSignatureHandle handle) => references.OfSignature(metadata.GetStandaloneSignature(handle).Signature);

    private bool IsDelegate(TypeDefinitionHandle type) =>
        metadata.GetTypeDefinition(type).BaseType is { IsNil: false, Kind: HandleKind.TypeReference } above
        && metadata.GetTypeReference((TypeReferenceHandle)above) is var reference
        && metadata.StringComparer.Equals(reference.Name, "MulticastDelegate")
        && metadata.StringComparer.Equals(reference.Namespace, "System");

    private static Refusal Construct(string what) => new(what, RefusalKind.Construct);

    private static string What(ILOpCode code) => code switch
    {
        ILOpCode.Localloc => "stackalloc",
        ILOpCode.Mkrefany or ILOpCode.Refanyval or ILOpCode.Refanytype => "__makeref",
        ILOpCode.Arglist => "__arglist",
        ILOpCode.Calli => "a function pointer",
        ILOpCode.Cpblk or ILOpCode.Initblk or ILOpCode.Cpobj => "a copy of memory",
        ILOpCode.Sizeof => "sizeof",
        _ => $"the instruction {code.ToString().ToLowerInvariant().Replace('_', '.').TrimEnd('.')}",
    };
}
