using System.Runtime.InteropServices;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>Assembles a classic BPF program: a load, tests with a body each, and returns. A body is skipped when its test does not hold.</summary>
internal sealed class FilterProgram
{
    private const ushort LoadWord = 0x20;
    private const ushort AndConstant = 0x54;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpAtLeast = 0x35;
    private const ushort ReturnConstant = 0x06;

    // struct seccomp_data: the number, the architecture, the instruction pointer, six arguments of 64 bits, the low half first.
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint ArgumentsAt = 16;

    private readonly List<Instruction> _code = [];

    /// <summary>The program; the kernel takes at most 4096 instructions.</summary>
    public IReadOnlyList<Instruction> Code => _code;

    public void LoadNumber() => Add(LoadWord, NumberAt);

    public void LoadArchitecture() => Add(LoadWord, ArchitectureAt);

    /// <summary>Loads the low half of an argument, counted from 0; it is all that counts where the kernel takes an <c>int</c>.</summary>
    public void LoadArgument(uint index) => Add(LoadWord, ArgumentsAt + (8 * index));

    public void LoadArgumentHigh(uint index) => Add(LoadWord, ArgumentsAt + (8 * index) + 4);

    /// <summary>Keeps only these bits of what is loaded.</summary>
    public void Mask(uint bits) => Add(AndConstant, bits);

    public void Return(uint action) => Add(ReturnConstant, action);

    public void WhenEqual(uint value, Action body) => When(JumpEqual, value, skipWhen: false, body);

    public void WhenNotEqual(uint value, Action body) => When(JumpEqual, value, skipWhen: true, body);

    public void WhenAtLeast(uint value, Action body) => When(JumpAtLeast, value, skipWhen: false, body);

    private void When(ushort test, uint value, bool skipWhen, Action body)
    {
        var at = _code.Count;
        Add(test, value);
        body();

        // A jump has 8 bits.
        var skipped = checked((byte)(_code.Count - at - 1));
        _code[at] = skipWhen ? _code[at] with { WhenTrue = skipped } : _code[at] with { WhenFalse = skipped };
    }

    private void Add(ushort operation, uint value) => _code.Add(new Instruction(operation, 0, 0, value));

    /// <summary>A <c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Instruction(ushort Operation, byte WhenTrue, byte WhenFalse, uint Value);
}
