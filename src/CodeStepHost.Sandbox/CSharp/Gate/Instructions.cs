using System.Reflection.Metadata;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What follows an instruction's code.</summary>
internal enum Operand : byte
{
    /// <summary>No script has this instruction.</summary>
    Refused,
    None,
    Byte,
    Short,
    Int,
    Long,
    ShortBranch,
    Branch,
    Switch,
    String,
    Method,
    Field,
    Type,
    Handle,
}

/// <summary>The instructions that a script's code may have. What is not here is refused, whatever it does.</summary>
internal static class Instructions
{
    private const int Prefix = 0xFE;

    private static readonly Operand[] _short = new Operand[256];
    private static readonly Operand[] _long = new Operand[256];

    static Instructions()
    {
        Allow(Operand.None, ILOpCode.Nop, ILOpCode.Ldnull, ILOpCode.Dup, ILOpCode.Pop, ILOpCode.Ret, ILOpCode.Throw, ILOpCode.Ldlen, ILOpCode.Endfinally, ILOpCode.Conv_r_un);
        Range(Operand.None, ILOpCode.Ldarg_0, ILOpCode.Stloc_3);
        Range(Operand.Byte, ILOpCode.Ldarg_s, ILOpCode.Stloc_s);
        Range(Operand.None, ILOpCode.Ldc_i4_m1, ILOpCode.Ldc_i4_8);
        Allow(Operand.Byte, ILOpCode.Ldc_i4_s);
        Allow(Operand.Int, ILOpCode.Ldc_i4, ILOpCode.Ldc_r4);
        Allow(Operand.Long, ILOpCode.Ldc_i8, ILOpCode.Ldc_r8);
        Range(Operand.ShortBranch, ILOpCode.Br_s, ILOpCode.Blt_un_s);
        Range(Operand.Branch, ILOpCode.Br, ILOpCode.Blt_un);
        Allow(Operand.Branch, ILOpCode.Leave);
        Allow(Operand.ShortBranch, ILOpCode.Leave_s);
        Allow(Operand.Switch, ILOpCode.Switch);

        // Through references, as ref and out parameters are used. Pointers are refused by their types.
        Range(Operand.None, ILOpCode.Ldind_i1, ILOpCode.Stind_r8);
        Allow(Operand.None, ILOpCode.Stind_i);
        Range(Operand.None, ILOpCode.Add, ILOpCode.Conv_u8);
        Range(Operand.None, ILOpCode.Conv_ovf_i1_un, ILOpCode.Conv_ovf_u_un);
        Range(Operand.None, ILOpCode.Conv_ovf_i1, ILOpCode.Conv_ovf_u8);
        Range(Operand.None, ILOpCode.Conv_u2, ILOpCode.Sub_ovf_un);
        Allow(Operand.None, ILOpCode.Conv_u);
        Range(Operand.None, ILOpCode.Ldelem_i1, ILOpCode.Stelem_ref);

        Allow(Operand.String, ILOpCode.Ldstr);
        Allow(Operand.Method, ILOpCode.Call, ILOpCode.Callvirt, ILOpCode.Newobj, ILOpCode.Ldftn, ILOpCode.Ldvirtftn);
        Range(Operand.Field, ILOpCode.Ldfld, ILOpCode.Stsfld);
        Allow(
            Operand.Type,
            ILOpCode.Ldobj,
            ILOpCode.Stobj,
            ILOpCode.Castclass,
            ILOpCode.Isinst,
            ILOpCode.Unbox,
            ILOpCode.Unbox_any,
            ILOpCode.Box,
            ILOpCode.Newarr,
            ILOpCode.Ldelema,
            ILOpCode.Ldelem,
            ILOpCode.Stelem,
            ILOpCode.Initobj,
            ILOpCode.Constrained);
        Allow(Operand.Handle, ILOpCode.Ldtoken);

        Range(Operand.None, ILOpCode.Ceq, ILOpCode.Clt_un);
        Range(Operand.Short, ILOpCode.Ldarg, ILOpCode.Stloc);
        Allow(Operand.None, ILOpCode.Endfilter, ILOpCode.Volatile, ILOpCode.Rethrow, ILOpCode.Readonly);
    }

    /// <summary>Reads an instruction's code.</summary>
    public static ILOpCode Code(ref BlobReader il)
    {
        var code = il.ReadByte();
        return (ILOpCode)(code == Prefix ? (Prefix << 8) | il.ReadByte() : code);
    }

    public static Operand OperandOf(ILOpCode code) => (int)code > byte.MaxValue ? _long[(int)code & byte.MaxValue] : _short[(int)code];

    private static void Allow(Operand operand, params ReadOnlySpan<ILOpCode> codes)
    {
        foreach (var code in codes)
            Range(operand, code, code);
    }

    private static void Range(Operand operand, ILOpCode first, ILOpCode last)
    {
        var table = (int)first > byte.MaxValue ? _long : _short;
        Array.Fill(table, operand, (int)first & byte.MaxValue, last - first + 1);
    }
}
