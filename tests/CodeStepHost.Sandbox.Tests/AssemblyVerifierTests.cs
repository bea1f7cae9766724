using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using CodeStepHost.Sandbox.CSharp;
using CodeStepHost.Sandbox.CSharp.Gate;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;
using CsCheck;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>The verifier by itself: whatever made the assembly, and whatever has become of it since.</summary>
public sealed class AssemblyVerifierTests
{
    private const string Ordinary = """
        public record Line(string Sku, int Quantity);
        public interface IShape { double Area { get; } }
        public abstract class Shape : IShape { public abstract double Area { get; } public virtual string Name => "shape"; }
        public sealed class Square(double side) : Shape { private static readonly int[] _table = [1, 2, 3, 4, 5, 6, 7, 8]; public override double Area => side * side + _table[2]; public event Action Changed; public void Change() => Changed?.Invoke(); }
        public delegate int Op(int a, int b);
        public enum Level : byte { Low, High }
        public static class Work
        {
            private static int _count;
            public static async Task<int> Later(int n) { await Task.Delay(n); lock (typeof(Work).Name) { _count++; } return n; }
            public static IEnumerable<int> Some() { foreach (var n in new[] { 1, 2, 3 }) yield return n; }
            public static string Text(object o) { try { return o switch { int n => $"{n:00}", string s => s, Line { Quantity: > 1 } line => line.Sku, _ => throw new InvalidOperationException("x") }; } catch (Exception e) when (e.Message.Length > 3) { return ""; } finally { _count--; } }
            public static T Max<T>(T a, T b) where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;
            public static int Count(Dictionary<string, List<int>> map) => map.Where(pair => pair.Value.Count > 1).Select(pair => pair.Key.Length).Sum();
            public static Op Add => static (a, b) => a + b;
            public static int Switch(string s) => s switch { "a" => 1, "b" => 2, "c" => 3, "d" => 4, "e" => 5, "f" => 6, "g" => 7, _ => 0 };
        }
        """;

    private static readonly byte[] _ordinary = CompiledSource.AgainstOffered(Ordinary);

    [Fact]
    public void Ordinary_code_has_nothing_to_refuse() => Assert.Empty(AssemblyVerifier.Verify(_ordinary));

    [Theory]
    [InlineData("public class A { public static string B() => System.IO.File.ReadAllText(\"x\"); }", "System.IO.File.ReadAllText")]
    [InlineData("public class A { public static object B() => new System.IO.StreamReader(\"x\"); }", "new System.IO.StreamReader(string)")]
    [InlineData("public class A { public System.IO.FileInfo B; }", "System.IO.FileInfo")]
    [InlineData("public class A { public void B(List<System.IO.FileInfo> list) { } }", "System.IO.FileInfo")]
    [InlineData("public class A : System.IO.FileStream { public A() : base(\"x\", 0) { } }", "System.IO.FileStream")]
    [InlineData("public class A { public static object B() => typeof(System.Diagnostics.Process); }", "System.Diagnostics.Process")]
    [InlineData("public class A { public static object B(Func<int> f) => f.Method; }", "System.Delegate.Method")]
    [InlineData("public class A { public static Action B() => System.GC.Collect; }", "System.GC.Collect")]
    [InlineData("public class A<T> { public static T B() => Activator.CreateInstance<T>(); public static object C() => Activator.CreateInstance(typeof(T)); }", "System.Activator.CreateInstance(Type)")]
    [InlineData("public class A { public static T B<T>(object o) => System.Runtime.CompilerServices.Unsafe.As<object, T>(ref o); }", "System.Runtime.CompilerServices.Unsafe.As")]
    [InlineData("public class A { public static object B() => System.Text.Json.JsonSerializer.Deserialize<System.IO.FileInfo>(\"{}\"); }", "System.IO.FileInfo")]
    [InlineData("public class A { public static void B() => System.Globalization.CultureInfo.CurrentCulture = null; }", "setting System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("public class A { [System.Text.Json.Serialization.JsonConverter(typeof(System.IO.FileInfo))] public int B; }", "System.IO.FileInfo")]
    [InlineData("[System.Text.Json.Serialization.JsonDerivedType(typeof(List<System.IO.FileInfo[]>))] public class A { }", "System.IO.FileInfo")]
    [InlineData("public class A { ~A() { } }", "a finalizer")]
    [InlineData("public class A { protected void Finalize() { } }", "a finalizer")]
    [InlineData("public class A { [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int getpid(); }", "a method of a native library")]
    [InlineData("public class A { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)] public static extern int B(); }", "an extern method")]
    [InlineData("public class A { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] public static int B() => 1; }", "a method with an implementation of its own kind")]
    [InlineData("public class A { [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"_firstChar\")] public static extern ref char B(string s); }", "an extern method")]
    [InlineData("namespace System.Runtime.CompilerServices { public class UnsafeAccessorAttribute : Attribute { } }", "a type in the namespace System.Runtime.CompilerServices")]
    [InlineData("namespace Mine { public class A { } }", "a type in the namespace Mine")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public class A { [System.Runtime.InteropServices.FieldOffset(0)] public object B; }", "a field with an offset of its own")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct A { }", "a layout of its own for A")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 64)] public struct A { public int B; }", "a layout of its own for A")]
    [InlineData("public class A { [System.Runtime.CompilerServices.ModuleInitializer] public static void B() { } }", "a module initializer")]
    [InlineData("public class A { public static unsafe int B(int* p) => *p; }", "a pointer")]
    [InlineData("public class A { public static unsafe int B(delegate*<int> f) => f(); }", "a function pointer")]
    [InlineData("public class A { public static unsafe int B(string s) { fixed (char* p = s) return *p; } }", "a pinned variable")]
    [InlineData("public class A { public static int B() { Span<int> s = stackalloc int[4]; return s[0]; } }", "stackalloc")]
    [InlineData("public class A { public static int B() { int x = 1; var r = __makeref(x); return __refvalue(r, int); } }", "__makeref")]
    [InlineData("public class A { public static int B(__arglist) => 1; }", "a calling convention other than that of C#")]
    [InlineData("public class A { [System.Runtime.CompilerServices.SkipLocalsInit] public static int B(int[] a) { int x; if (a.Length > 3) x = 1; else x = 2; a[x] = x; return x + a[x]; } }", "System.Runtime.CompilerServices.SkipLocalsInitAttribute")]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(4)] public struct A { public int B; }", "new System.Runtime.CompilerServices.InlineArrayAttribute")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"x\")]", "new System.Runtime.CompilerServices.InternalsVisibleToAttribute")]
    [InlineData("[assembly: Mine] public class MineAttribute : Attribute { }", "an attribute MineAttribute of the assembly")]
    [InlineData("[assembly: System.Reflection.AssemblyVersion(\"1.0\")] [module: System.Security.UnverifiableCode] public class A { }", "System.Security.UnverifiableCodeAttribute")]
    [InlineData("[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(string))]", "a forwarded type")]
    [InlineData("public class A { public static object B() => (System.Linq.Expressions.Expression<Func<int>>)(() => 1); }", "System.Linq.Expressions.Expression.Lambda")]
    [InlineData("public class A { public static int B(dynamic d) => d.x; }", "System.Runtime.CompilerServices.DynamicAttribute")]
    [InlineData("public class A { [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPStr)] public string B; }", "a marshalled field")]
    [InlineData("public unsafe struct A { public fixed byte B[4]; }", "new System.Runtime.CompilerServices.UnsafeValueTypeAttribute")]
    [InlineData("public class A { [ThreadStatic] public static int B; }", "new System.ThreadStaticAttribute")]
    public void What_no_script_may_have_is_refused(string source, string expected)
    {
        var refused = AssemblyVerifier.Verify(CompiledSource.AgainstAll(source)).Select(refusal => refusal.What).ToList();
        Assert.True(refused.Exists(what => what == expected || what == $"new {expected}"), string.Join("\n", refused));
    }

    [Fact]
    public void Another_name_a_resource_or_an_unknown_assembly_is_refused()
    {
        Assert.NotEmpty(AssemblyVerifier.Verify(CompiledSource.AgainstAll("public class A { }", "CodeStepHost.Sandbox")));
        Assert.NotEmpty(AssemblyVerifier.Verify(CompiledSource.AgainstAll("public class A { }", resources: [new ResourceDescription("x", () => new MemoryStream([1]), isPublic: true)])));
        var package = CompiledSource.AgainstAll("public class P { public static int Value => 1; }", "Some.Package");
        var script = CompiledSource.AgainstAll("public class A { public static int B() => P.Value; }", package: package);
        Assert.NotEmpty(AssemblyVerifier.Verify(script));
        Assert.Empty(AssemblyVerifier.Verify(script, new HashSet<string>(StringComparer.Ordinal) { "Some.Package" }));
    }

    [Fact]
    public void What_the_host_kept_is_loaded_only_when_nothing_of_it_is_refused()
    {
        var request = Frames.Script("step.csx", "int Run() => 1;");
        var (_, first, compiled) = new CSharpEngine().Prepare(request);
        var kept = compiled!.Payload;
        var (_, second, compiledAgain) = new CSharpEngine().Prepare(request, kept);
        Assert.Null(compiledAgain);

        // It would run as before.
        var planted = kept.Assembly.ToArray();
        using (var image = new PEReader(new MemoryStream(planted)))
            planted[image.PEHeaders.MetadataStartOffset + image.GetMetadataReader().GetTableMetadataOffset(TableIndex.MethodDef) + 4] |= (byte)MethodImplAttributes.NoOptimization;
        var (_, third, compiledAnew) = new CSharpEngine().Prepare(request, new CompiledPayload(kept.Facts, planted, kept.Symbols));
        Assert.NotNull(compiledAnew);
        foreach (var step in new[] { first, second, third })
            step!.Dispose();
    }

    [Fact]
    public void A_refusal_says_in_which_method_and_at_which_instruction()
    {
        var refusal = Assert.Single(AssemblyVerifier.Verify(CompiledSource.AgainstAll("public class A { public static void B() { var x = 1.5; Math.Abs(x); GC.Collect(); } }")));
        Assert.False(refusal.Method.IsNil);
        Assert.True(refusal.Offset > 0);
    }

    [Theory]
    [InlineData(TableIndex.TypeDef, 0, (int)TypeAttributes.ExplicitLayout)]
    [InlineData(TableIndex.TypeDef, 0, (int)TypeAttributes.Import)]
    [InlineData(TableIndex.TypeDef, 0, (int)TypeAttributes.HasSecurity)]
    [InlineData(TableIndex.MethodDef, 4, (int)MethodImplAttributes.InternalCall)]
    [InlineData(TableIndex.MethodDef, 4, (int)MethodImplAttributes.Native)]
    [InlineData(TableIndex.MethodDef, 4, (int)MethodImplAttributes.Unmanaged)]
    [InlineData(TableIndex.MethodDef, 4, (int)MethodImplAttributes.ForwardRef)]
    [InlineData(TableIndex.MethodDef, 4, 0x2000)]
    [InlineData(TableIndex.MethodDef, 6, (int)MethodAttributes.PinvokeImpl)]
    [InlineData(TableIndex.MethodDef, 6, (int)MethodAttributes.UnmanagedExport)]
    [InlineData(TableIndex.Field, 0, (int)FieldAttributes.PinvokeImpl)]
    [InlineData(TableIndex.Field, 0, (int)FieldAttributes.HasFieldMarshal)]
    public void A_flag_that_is_planted_into_any_row_is_refused(TableIndex table, int column, int flag)
    {
        using var image = new PEReader(new MemoryStream(_ordinary));
        var metadata = image.GetMetadataReader();
        for (var row = table == TableIndex.TypeDef ? 2 : 1; row <= metadata.GetTableRowCount(table); row++)
        {
            var planted = _ordinary.ToArray();
            var at = image.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + ((row - 1) * metadata.GetTableRowSize(table)) + column;
            var flags = BitConverter.ToUInt16(planted, at) | BitConverter.ToUInt16(planted, at + 2) << 16;
            if ((flags & flag) != 0)
                continue;
            BitConverter.TryWriteBytes(planted.AsSpan(at), (ushort)(flags | flag));
            if (flag > ushort.MaxValue)
                BitConverter.TryWriteBytes(planted.AsSpan(at + 2), (ushort)(flag >> 16));
            Assert.True(AssemblyVerifier.Verify(planted).Count > 0, $"row {row}");
        }
    }

    [Theory]
    [InlineData("Delay", "Start")]
    [InlineData("AppendFormatted", "AppendAnything")]
    [InlineData("IComparable`1", "IDangerous`1")]
    [InlineData("get_Name", "get_Guid")]
    [InlineData("MulticastDelegate", "MulticastDangers")]
    public void A_name_that_is_changed_into_one_not_on_the_list_is_refused(string name, string other)
    {
        var planted = _ordinary.ToArray();
        var found = planted.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"\0{name}\0"));
        Assert.True(found > 0, name);
        System.Text.Encoding.UTF8.GetBytes(other.PadRight(name.Length, '\0')).CopyTo(planted, found + 1);
        Assert.NotEmpty(AssemblyVerifier.Verify(planted));
    }

    [Fact]
    public void Each_instruction_that_is_replaced_by_a_forbidden_one_is_refused()
    {
        using var image = new PEReader(new MemoryStream(_ordinary));
        var metadata = image.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions.Where(method => metadata.GetMethodDefinition(method).RelativeVirtualAddress != 0))
        {
            var address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            var body = image.GetMethodBody(address);
            var code = image.PEHeaders.TryGetDirectoryOffset(new DirectoryEntry(address, 1), out var offset) ? offset + (body.Size - body.GetILReader().Length - ExceptionBytes(body)) : -1;
            foreach (var forbidden in (byte[])[0x27, 0x29, 0x70, 0xC2, 0xC6, 0x01, 0xFF])
            {
                var planted = _ordinary.ToArray();
                Assert.Equal(body.GetILBytes()![0], planted[code]);
                planted[code] = forbidden;
                Assert.NotEmpty(AssemblyVerifier.Verify(planted));
            }
        }
    }

    // What follows a body's code: alignment and its table of handlers.
    private static int ExceptionBytes(MethodBodyBlock body)
    {
        var header = body.Size - body.GetILReader().Length < 12 ? 1 : 12;
        return body.Size - header - body.GetILReader().Length;
    }

    /// <summary>Garbage is refused or accepted, and never an exception; what lasts or ends the process is for the fuzzer, CodeStepHost.Sandbox.Fuzz.</summary>
    [Fact]
    public void Any_bytes_are_taken()
    {
        Assert.NotEmpty(AssemblyVerifier.Verify([]));
        Assert.NotEmpty(AssemblyVerifier.Verify([0x4D, 0x5A]));
        for (var length = 0; length < _ordinary.Length - 1024; length += 97)
            Assert.NotEmpty(AssemblyVerifier.Verify(_ordinary[..length]));
        Gen.Byte.Array[0, 300].Sample(bytes => AssemblyVerifier.Verify(bytes).Count > 0, iter: 200);
        Gen.Select(Gen.Int[0, _ordinary.Length - 1], Gen.Byte).Array[1, 4].Sample(
            edits =>
            {
                var bytes = _ordinary.ToArray();
                foreach (var (at, value) in edits)
                    bytes[at] = value;
                AssemblyVerifier.Verify(bytes);
            },
            iter: 2_000);
    }
}
