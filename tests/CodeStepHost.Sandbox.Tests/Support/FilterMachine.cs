using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CodeStepHost.Sandbox.Confinement;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>Runs the system call filter as the kernel does, so that the one of another architecture can be tested as well.</summary>
internal sealed class FilterMachine(Architecture architecture, int processId)
{
    private readonly FilterProgram.Instruction[] _code = [.. SystemCallFilter.Build(architecture, processId).Code];

    public uint Judge(int number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, uint? architecture = null)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture ?? Own);
        ulong[] arguments = [a, b, c, d];
        for (var i = 0; i < arguments.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (8 * i)), arguments[i]);

        var accumulator = 0u;
        for (var at = 0; ; at++)
        {
            var (operation, whenTrue, whenFalse, value) = (_code[at].Operation, _code[at].WhenTrue, _code[at].WhenFalse, _code[at].Value);
            switch (operation)
            {
                case 0x20:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
                    break;
                case 0x54:
                    accumulator &= value;
                    break;
                case 0x15:
                    at += accumulator == value ? whenTrue : whenFalse;
                    break;
                case 0x35:
                    at += accumulator >= value ? whenTrue : whenFalse;
                    break;
                case 0x06:
                    return value;
                default:
                    throw new InvalidOperationException($"Instruction {operation:x}.");
            }
        }
    }

    private uint Own => architecture == Architecture.X64 ? 0xc000003e : 0xc00000b7;
}
