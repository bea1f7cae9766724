namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What a script does instead of what it cannot have; null where nothing takes its place.</summary>
internal static class ApiAdvice
{
    private const string Files = "A script reads its message and its attachments, and has no files. Text and bytes in memory: StringReader, MemoryStream.";
    private const string HttpCalls = "Use Http: await Http.GetAsync(url), Http.PostJsonAsync(url, body), Http.SendAsync(request).";
    private const string Reflection = "Scripts have no reflection. Read JSON into a record with msg.BodyAs<T>(), and choose by type with is or switch.";
    private const string Awaiting = "Await the work itself: await Load(); several at once with await Task.WhenAll(…).";
    private const string State = "It would change later messages as well. Keep what belongs to the step in Snapshot.";

    private const string Memory = "Use Span<T>, BitConverter and BinaryPrimitives.";
    private const string Layout = "Leave StructLayout out.";
    private const string Native = "A script calls no native library.";

    // The longest name that an API begins with decides.
    private static readonly (string Name, string Advice)[] _advice =
    [
        ("System.AppContext", "Settings come from Cfg, the flow's variables from Emitter.Variables."),
        ("System.Activator", "Write new T() or new YourType(…)."),
        ("System.Buffers.ArrayPool", "Use new T[n]."),
        ("System.Console", "Scripts log with Logger.Info(text)."),
        ("System.Delegate", "Call the delegate itself: f(x)."),
        ("System.Diagnostics.Debug", "Scripts log with Logger.Debug(text)."),
        ("System.Diagnostics.Debugger", "Scripts log with Logger.Debug(text)."),
        ("System.Diagnostics.Process", "A script starts no program. Ask a service with Http instead."),
        ("System.Diagnostics.Trace", "Scripts log with Logger.Trace(text)."),
        ("System.Dynamic", "Use JsonObject, or a record."),
        ("System.Environment", "Settings and secrets come from Cfg, the flow's variables from Emitter.Variables, the time from Clock. Environment.NewLine is there."),
        ("System.GC", "Memory is the runtime's affair; leave the line out."),
        ("System.Globalization.CultureInfo", "Pass the culture to the call: value.ToString(CultureInfo.GetCultureInfo(\"de-DE\"))."),
        ("setting System.Globalization.CultureInfo", "Pass the culture to the call: value.ToString(CultureInfo.GetCultureInfo(\"de-DE\"))."),
        ("System.IO", Files),
        ("System.IO.Compression.ZipFile", "Use ZipArchive on a MemoryStream."),
        ("new System.IO", Files),
        ("System.IO.Stream", "Use MemoryStream."),
        ("System.Linq.Expressions", "Write a lambda of type Func<…>."),
        ("System.Linq.Queryable", "Use LINQ on the collection itself."),
        ("System.Net.Http", HttpCalls),
        ("new System.Net.Http", HttpCalls),
        ("System.Net.WebClient", HttpCalls),
        ("new System.Net.WebClient", HttpCalls),
        ("System.Net.WebRequest", HttpCalls),
        ("System.Net.HttpWebRequest", HttpCalls),
        ("System.Net.Dns", "The host looks names up when it makes a call of Http."),
        ("System.Net.Mail", "Send mail through a service with Http."),
        ("System.Net.Sockets", "A script opens no connection. " + HttpCalls),
        ("new System.Net.Sockets", "A script opens no connection. " + HttpCalls),
        ("System.Object.Finalize", "Implement IDisposable, and write using."),
        ("System.Reflection", Reflection),
        ("System.Runtime.CompilerServices.DynamicAttribute", "Read with msg.BodyAs<T>(), or use JsonNode."),
        ("System.Runtime.CompilerServices.Unsafe", "Use Span<T> and ordinary casts."),
        ("System.Runtime.InteropServices.CollectionsMarshal", Memory),
        ("System.Runtime.InteropServices.DllImportAttribute", Native),
        ("System.Runtime.InteropServices.FieldOffsetAttribute", Layout),
        ("System.Runtime.InteropServices.GCHandle", Memory),
        ("System.Runtime.InteropServices.ImmutableCollectionsMarshal", Memory),
        ("System.Runtime.InteropServices.LayoutKind", Layout),
        ("System.Runtime.InteropServices.LibraryImportAttribute", Native),
        ("System.Runtime.InteropServices.Marshal", Memory),
        ("System.Runtime.InteropServices.MemoryMarshal", Memory),
        ("System.Runtime.InteropServices.NativeLibrary", Native),
        ("System.Runtime.InteropServices.StructLayoutAttribute", Layout),
        ("System.Runtime.Loader", "Share code with #load of a file in the flow's folder."),
        ("System.Security.Cryptography.X509Certificates", "Read keys with RSA.ImportFromPem."),
        ("System.String.Intern", "Compare strings with ==."),
        ("System.Text.Json.JsonSerializer.Deserialize", "Name the type: JsonSerializer.Deserialize<T>(json)."),
        ("System.Text.Json.JsonSerializer.DeserializeAsync", "Name the type: JsonSerializer.DeserializeAsync<T>(stream)."),
        ("System.Text.Json.Serialization.Metadata", "Name the type: JsonSerializer.Deserialize<T>(json)."),
        ("System.Text.RegularExpressions.Regex.CacheSize", State),
        ("System.Threading.AsyncLocal", "Pass the value as a parameter."),
        ("System.Threading.Monitor", "Write lock (…) { … }."),
        ("System.Threading.PeriodicTimer", "Write await Clock.Delay(…) in a loop, or start the flow by a schedule."),
        ("System.Threading.Tasks.Parallel", Awaiting),
        ("System.Threading.Tasks.Task.Run", Awaiting),
        ("System.Threading.Tasks.Task.Factory", Awaiting),
        ("System.Threading.Tasks.TaskFactory", Awaiting),
        ("System.Threading.Tasks.Task.Start", Awaiting),
        ("new System.Threading.Tasks.Task", Awaiting),
        ("System.Threading.Thread", Awaiting),
        ("System.Threading.Thread.Sleep", "Use await Clock.Delay(TimeSpan.FromSeconds(1)); to try the message again later, await Emitter.Rebound(reason)."),
        ("new System.Threading.Thread", Awaiting),
        ("System.Threading.ThreadPool", Awaiting),
        ("System.Threading.Timer", "Write await Clock.Delay(…), or start the flow by a schedule."),
        ("new System.Threading.Timer", "Write await Clock.Delay(…), or start the flow by a schedule."),
        ("System.Timers", "Write await Clock.Delay(…), or start the flow by a schedule."),
        ("System.TimeZoneInfo.ClearCachedData", State),
        ("System.Type", Reflection),
        ("System.Xml.Linq", "Use XDocument.Parse(text), or Load and Save with a reader, a writer or a MemoryStream."),
        ("System.Xml.XmlDocument", "Use LoadXml(text), or Load and Save with a reader, a writer or a MemoryStream."),
        ("System.Xml.XmlReader.Create", "Use XmlReader.Create(new StringReader(text))."),
        ("System.Xml.XmlWriter.Create", "Use XmlWriter.Create with a StringBuilder or a MemoryStream."),
        ("System.Xml.Serialization", "Use XDocument.Parse(text) and LINQ."),
    ];

    /// <param name="what">As <see cref="Refusal.What"/> has it.</param>
    public static string? For(string what) => _advice
        .Where(entry => Begins(what, entry.Name))
        .OrderByDescending(entry => entry.Name.Length)
        .Select(entry => entry.Advice)
        .FirstOrDefault();

    /// <summary>The same of a construct of the language.</summary>
    public static string? ForConstruct(string what) => what switch
    {
        "a finalizer" => "Implement IDisposable, and write using.",
        "stackalloc" or "a pointer" or "a pinned variable" or "unsafe code" or "fixed" => "Use arrays, and Span<T> over them.",
        "a function pointer" => "Use Func<…> or Action<…>.",
        "dynamic" => "Read with msg.Get<decimal>(\"lines[0].price\") or msg.BodyAs<YourRecord>(); or use JsonNode.",
        "an extern method" => "A script calls no native library.",
        _ when what.StartsWith("a layout of its own", StringComparison.Ordinal) => "Leave StructLayout out.",
        _ => null,
    };

    // With all that is in it: the members of a type, the types of a namespace.
    private static bool Begins(string what, string name) => what.StartsWith(name, StringComparison.Ordinal) && (what.Length == name.Length || what[name.Length] is '.' or '(');
}
