using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>A compiled script in a load context of its own, which goes away with the step.</summary>
internal sealed class CSharpStep : IPreparedStep
{
    /// <summary>What a compilation leaves lives long enough to grow old, and the heap doubles before old objects are looked at by themselves.</summary>
    private const int UnloadsBetweenCollections = 32;

    private static int _unloaded;

    private readonly AssemblyLoadContext _context;
    private readonly CompiledScript _script;
    private readonly Func<object?[], Task<object>> _topLevel;
    private readonly ScriptEntry? _run;
    private readonly JsonSerializerOptions _json = ScriptJson.NewOptions();

    public CSharpStep(PrepareRequest request, CompiledScript script, Libraries libraries)
    {
        Request = request;
        _script = script;
        _context = new AssemblyLoadContext(request.Entry, isCollectible: true);
        libraries.Offer(_context, request);
        using var assembly = new MemoryStream(script.Assembly);
        using var symbols = new MemoryStream(script.Symbols);
        var type = _context.LoadFromStream(assembly, symbols).GetType(script.Facts.ScriptClass, throwOnError: true)!;
        var factory = type.GetMethod(script.Facts.Factory, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) ?? throw new MissingMethodException(script.Facts.ScriptClass, script.Facts.Factory);
        _topLevel = factory.CreateDelegate<Func<object?[], Task<object>>>();
        if (script.Facts.EntryPoint != "run" || ScriptEntry.Find(type) is not { } method)
            return;
        _run = ScriptEntry.Of(method);
        if (_run is not null)
            return;
        var place = EntryPoints.PlaceOfRun(request);
        EntryProblem = new ScriptDiagnostic("error", FindingCodes.EntrySignature, $"The method {method.Name} takes parameters that the host does not know.", request.Entry, place.Line, place.Column, "Use Run(Message msg, Config cfg, Snapshot snapshot), or the first two or one of them, or none.");
    }

    public PrepareRequest Request { get; }

    /// <summary>Why the script's <c>Run</c> cannot be called; null when all is well.</summary>
    public ScriptDiagnostic? EntryProblem { get; }

    public EndedPayload Execute(Execution execution)
    {
        var before = SynchronizationContext.Current;
        var http = new StepHttp(execution);
        var timers = new StepTimers(execution);
        var loop = new MessageLoop(execution, http, timers);
        SynchronizationContext.SetSynchronizationContext(loop);
        ScriptJson.Current = _json;
        try
        {
            loop.RunUntil(RunAsync(execution, http, timers));
            return new EndedPayload("completed", Ended: execution.EndEmitted);
        }
        catch (TimeLimitReached)
        {
            return execution.TimeIsUp();
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
        catch (Exception thrown)
        {
            return new EndedPayload("threw", ExceptionFailures.Describe(thrown, Request.Files), execution.EndEmitted);
        }
        finally
        {
            loop.Close();
            ScriptJson.Current = null;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Dispose()
    {
        _context.Unload();
        if (++_unloaded % UnloadsBetweenCollections == 0)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    private async Task RunAsync(Execution execution, StepHttp http, StepTimers timers)
    {
        var emitter = new StepEmitter(execution);
        var globals = NewGlobals(execution, emitter, http, timers);
        var submission = new object?[] { globals, null };
        object? returned = await _topLevel(submission);
        var isMessage = false;
        if (globals.Exports.Process is { } process)
        {
            returned = await process(globals.Msg, globals.Cfg, globals.Snapshot);
            isMessage = true;
        }
        else if (_run is not null)
        {
            returned = await _run.Call(submission[1], globals.Msg, globals.Cfg, globals.Snapshot);
        }
        else if (_script.Facts.EntryPoint == "process")
        {
            throw new ScriptException("The script's Exports.Process is null, so there is nothing to call with the message.", FindingCodes.NoEntry);
        }
        SendReturned(returned, isMessage, emitter, execution);
    }

    private void SendReturned(object? returned, bool isMessage, StepEmitter emitter, Execution execution)
    {
        if (returned is null)
            return;
        if (returned is "" or false || IsZero(returned))
            execution.Log(LogLevelByte.Warn, $"{_script.Facts.EntryPoint} returned {(returned is "" ? "\"\"" : returned is false ? "false" : Convert.ToString(returned, System.Globalization.CultureInfo.InvariantCulture))}, which sends nothing; return an object to send a message.");
        else
            emitter.SendReturned(returned, isMessage);
    }

    private static bool IsZero(object value) => value switch
    {
        int or long or short or byte or uint or ulong or decimal => Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture) == 0,
        double number => number == 0 || double.IsNaN(number),
        float number => number == 0 || float.IsNaN(number),
        _ => false,
    };

    private static ScriptGlobals NewGlobals(Execution execution, StepEmitter emitter, StepHttp http, StepTimers timers)
    {
        var random = new SeededRandom(execution.Request.Seed);
        return new ScriptGlobals(
            InputValues.Message(execution.Request),
            InputValues.Config(execution.Script.Config),
            InputValues.Snapshot(execution.Snapshot),
            emitter,
            new StepLog(execution),
            http,
            new ScriptClock(() => execution.Now, timers.Delay),
            new ScriptRandom(() => random.NextDouble(), () => random.NextGuid()));
    }
}
