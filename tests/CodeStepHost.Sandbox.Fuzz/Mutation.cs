using System.Reflection.PortableExecutable;

namespace CodeStepHost.Sandbox.Fuzz;

/// <summary>One change of an assembly, the same each time for the same number: mostly in its metadata, where every byte means something.</summary>
internal static class Mutation
{
    private static readonly int[] _telling = [0, 1, -1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x1FFF, 0x4000, 0x7FFF, 0xFFFF, int.MaxValue, int.MinValue];

    public static byte[] Of(IReadOnlyList<byte[]> seeds, long number)
    {
        // Not for secrets: the number has to give the same bytes again.
        var random = new Random((int)(number ^ (number >> 32)));
        var bytes = seeds[random.Next(seeds.Count)].ToArray();
        for (var left = random.Next(4) == 0 ? random.Next(2, 30) : 1; left > 0; left--)
            bytes = Change(bytes, seeds, random);
        return bytes;
    }

    private static byte[] Change(byte[] bytes, IReadOnlyList<byte[]> seeds, Random random)
    {
        if (bytes.Length < 16)
            return bytes;
        var at = Place(bytes, random);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 or 2 or 3:
                bytes[at] = (byte)random.Next(256);
                break;
            case 4:
                bytes[at] = (byte)_telling[random.Next(_telling.Length)];
                break;
            case 5:
                BitConverter.TryWriteBytes(bytes.AsSpan(at), (short)_telling[random.Next(_telling.Length)]);
                break;
            case 6:
                BitConverter.TryWriteBytes(bytes.AsSpan(at), _telling[random.Next(_telling.Length)]);
                break;
            case 7:
                BitConverter.TryWriteBytes(bytes.AsSpan(at), (short)random.Next(400));
                break;
            case 8:
                // The same byte many times: levels without end.
                bytes.AsSpan(at, Math.Min(random.Next(1, 4000), bytes.Length - at)).Fill((byte)random.Next(256));
                break;
            case 9:
                var from = Place(bytes, random);
                var length = Math.Min(random.Next(1, 64), bytes.Length - Math.Max(at, from));
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes.AsSpan(at));
                break;
            case 10:
                var other = seeds[random.Next(seeds.Count)];
                var size = Math.Min(random.Next(1, 2000), Math.Min(bytes.Length, other.Length) - 1);
                var start = random.Next(Math.Min(bytes.Length, other.Length) - size);
                other.AsSpan(start, size).CopyTo(bytes.AsSpan(start));
                break;
            default:
                if (random.Next(20) == 0)
                    return bytes[..at];
                bytes[at]++;
                break;
        }
        return bytes;
    }

    private static int Place(byte[] bytes, Random random)
    {
        if (random.Next(5) == 0)
            return random.Next(bytes.Length);
        try
        {
            using var image = new PEReader(new MemoryStream(bytes));
            var start = image.PEHeaders.MetadataStartOffset;
            var size = image.PEHeaders.MetadataSize;

            // The tables come first.
            return start <= 0 || size < 64 ? random.Next(bytes.Length) : Math.Min(start + random.Next(random.Next(2) == 0 ? size : Math.Min(size, 4096)), bytes.Length - 1);
        }
        catch (Exception damaged) when (damaged is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or IOException)
        {
            return random.Next(bytes.Length);
        }
    }
}
