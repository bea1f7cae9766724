using System.Runtime.CompilerServices;
using System.Text;
using CodeStepHost.Sandbox.CSharp.Gate;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>The list of what C# scripts may use: what may never come to stand on it, and its page of documentation.</summary>
public sealed class ScriptApiTests
{
    private const string SectionStart = "# ---- ";

    [Theory]
    [InlineData("System.Runtime", "System.IO.File")]
    [InlineData("System.Runtime", "System.IO.FileStream")]
    [InlineData("System.Runtime", "System.IO.Directory")]
    [InlineData("System.Runtime", "System.GC")]
    [InlineData("System.Runtime", "System.AppDomain")]
    [InlineData("System.Runtime", "System.AppContext")]
    [InlineData("System.Runtime", "System.WeakReference")]
    [InlineData("System.Runtime", "System.Buffers.ArrayPool`1")]
    [InlineData("System.Runtime", "System.Reflection.Assembly")]
    [InlineData("System.Runtime", "System.Reflection.MethodInfo")]
    [InlineData("System.Runtime", "System.Reflection.MethodBase")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.Unsafe")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.UnsafeAccessorAttribute")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.InlineArrayAttribute")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.SkipLocalsInitAttribute")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.ModuleInitializerAttribute")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.MethodImplAttribute")]
    [InlineData("System.Runtime", "System.Runtime.CompilerServices.InternalsVisibleToAttribute")]
    [InlineData("System.Runtime", "System.Runtime.InteropServices.MemoryMarshal")]
    [InlineData("System.Runtime", "System.Runtime.InteropServices.GCHandle")]
    [InlineData("System.Runtime", "System.Runtime.InteropServices.StructLayoutAttribute")]
    [InlineData("System.Runtime", "System.RuntimeMethodHandle")]
    [InlineData("System.Runtime", "System.TypedReference")]
    [InlineData("System.Runtime", "System.Threading.Timer")]
    [InlineData("System.Runtime", "System.Threading.Tasks.TaskFactory")]
    [InlineData("System.Runtime", "System.Threading.Tasks.TaskScheduler")]
    [InlineData("System.Threading", "System.Threading.SynchronizationContext")]
    [InlineData("System.Threading", "System.Threading.AsyncLocal`1")]
    [InlineData("System.Collections.Immutable", "System.Runtime.InteropServices.ImmutableCollectionsMarshal")]
    [InlineData("System.Text.Json", "System.Text.Json.Serialization.Metadata.JsonTypeInfo")]
    [InlineData("System.Text.Json", "System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver")]
    [InlineData("System.Xml.ReaderWriter", "System.Xml.XmlUrlResolver")]
    [InlineData("System.Xml.ReaderWriter", "System.Xml.XmlResolver")]
    public void A_type_that_leads_out_is_never_on_the_list(string assembly, string type) => Assert.False(ScriptApi.Current.HasType(assembly, type));

    [Theory]
    [InlineData("System.Console")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Linq.Expressions")]
    [InlineData("System.Linq.Queryable")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Reflection.Emit")]
    [InlineData("System.Runtime.InteropServices")]
    [InlineData("System.Runtime.Loader")]
    [InlineData("System.Threading.Thread")]
    [InlineData("System.Threading.ThreadPool")]
    [InlineData("System.Threading.Tasks.Parallel")]
    [InlineData("System.IO.FileSystem")]
    [InlineData("System.IO.Pipes")]
    [InlineData("System.IO.Compression.ZipFile")]
    [InlineData("System.Xml.XmlSerializer")]
    [InlineData("Microsoft.CSharp")]
    [InlineData("System.Private.CoreLib")]
    [InlineData("CodeStepHost.Sandbox")]
    public void No_type_of_an_assembly_that_leads_out_is_on_the_list(string assembly) => Assert.False(ScriptApi.Current.HasAssembly(assembly));

    [Theory]
    [InlineData("System.Type", "static GetType(string):System.Type")]
    [InlineData("System.Type", "get_Assembly():System.Reflection.Assembly")]
    [InlineData("System.Type", "GetMethods():System.Reflection.MethodInfo[]")]
    [InlineData("System.Delegate", "get_Method():System.Reflection.MethodInfo")]
    [InlineData("System.Delegate", "DynamicInvoke(object[]):object")]
    [InlineData("System.Delegate", "get_Target():object")]
    [InlineData("System.Object", "Finalize():void")]
    [InlineData("System.String", "static Intern(string):string")]
    [InlineData("System.Environment", "static Exit(int):void")]
    [InlineData("System.Environment", "static GetEnvironmentVariable(string):string")]
    [InlineData("System.Activator", "static CreateInstance(System.Type):object")]
    [InlineData("System.Exception", "get_TargetSite():System.Reflection.MethodBase")]
    [InlineData("System.Threading.Tasks.Task", ".ctor(System.Action):void")]
    [InlineData("System.Threading.Tasks.Task", "static Run(System.Action):System.Threading.Tasks.Task")]
    [InlineData("System.Globalization.CultureInfo", "static set_CurrentCulture(System.Globalization.CultureInfo):void")]
    [InlineData("System.TimeZoneInfo", "static ClearCachedData():void")]
    [InlineData("System.IO.StreamReader", ".ctor(string):void")]
    [InlineData("System.Text.Encoding", "static RegisterProvider(System.Text.EncodingProvider):void")]
    public void A_member_that_leads_out_is_never_on_the_list(string type, string member) => Assert.False(ScriptApi.Current.HasMember("System.Runtime", type, member));

    [Fact]
    public void What_is_on_the_list_is_found_by_its_exact_signature()
    {
        var api = ScriptApi.Current;
        Assert.True(api.HasMember("System.Runtime", "System.String", "static Concat(string,string):string"));
        Assert.False(api.HasMember("System.Runtime", "System.String", "Concat(string,string):string"));
        Assert.False(api.HasMember("System.Runtime", "System.String", "static Concat(string,string):object"));
        Assert.False(api.HasMember("System.Collections", "System.String", "static Concat(string,string):string"));
        Assert.True(api.HasMember("System.Runtime", "System.IO.StreamReader", ".ctor(System.IO.Stream):void"));
        Assert.True(api.HasMember("System.Runtime", "System.Threading.Monitor", "static Exit(object):void") || api.HasMember("System.Threading", "System.Threading.Monitor", "static Exit(object):void"));
        Assert.True(api.HasMember("CodeStepHost.Scripting", "CodeStepHost.Scripting.ScriptException", "get_Code():string"));
    }

    /// <summary>With VERIFY_ACCEPT=1 the page is written anew.</summary>
    [Fact]
    public void The_page_of_documentation_lists_what_scripts_may_use()
    {
        var file = InSources("docs/csharp-available.md");
        var page = Page(File.ReadAllLines(InSources("CodeStepHost.Sandbox/CSharp/Gate/script-api.txt")));
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(file, page);
        Assert.Equal(page, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Page(string[] list)
    {
        var page = new StringBuilder("""
            # What a C# script may use of .NET

            A script may use the types and members below, and all of [the API of C# scripts](csharp-api.md). Anything else is refused by `validate`, `deploy` and `run`, with the line and what
            to use instead: [`script.api`](diagnostics.md#codes). `new` stands for the constructors, and a name for all its overloads that need no type from elsewhere; where only some are there,
            their parameters say which. Enums, interfaces and delegates are there with all that they have.

            This page is made from `CSharp/Gate/script-api.txt` of the sandbox, by which scripts are compiled and verified.

            """).Replace("\r", "");
        foreach (var line in list.SkipWhile(line => !line.StartsWith(SectionStart, StringComparison.Ordinal)).TakeWhile(line => line != "compiler only"))
        {
            if (line.StartsWith(SectionStart, StringComparison.Ordinal))
                page.Append("\n## ").Append(line[SectionStart.Length..].TrimEnd(' ', '-')).Append('\n');
            else if (line.TrimStart().StartsWith('#'))
                page.Append("\n*").Append(line.TrimStart(' ', '#')).Append("*\n");
            else if (line.StartsWith("    ", StringComparison.Ordinal))
                page.Length--;
            else if (line.Length > 0 && line[0] != ' ')
                page.Append("\n### ").Append(line).Append("\n\n");
            if (line.StartsWith("    ", StringComparison.Ordinal) && !line.TrimStart().StartsWith('#'))
                page.Append(' ').Append(line.Trim().Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)).Append('\n');
            else if (line.StartsWith("  ", StringComparison.Ordinal) && !line.TrimStart().StartsWith('#'))
                page.Append(Entry(line.Trim())).Append('\n');
        }

        // The heading of what only the compiler uses has nothing below it here.
        var text = page.ToString();
        return text[..(text.LastIndexOf("\n## ", StringComparison.Ordinal) + 1)].TrimEnd('\n') + "\n";
    }

    private static string Entry(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? $"- `{entry.Replace("; ", "`, `", StringComparison.Ordinal)}`" : $"- `{entry[..colon]}`: {entry[(colon + 1)..].Trim().Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)}";
    }

    private static string InSources(string path, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../src", path));
}
