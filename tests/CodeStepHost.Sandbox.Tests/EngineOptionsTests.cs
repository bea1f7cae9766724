using System.Reflection;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

public sealed class EngineOptionsTests
{
    /// <summary>Set by us to a safe value, or looked at and found safe as it is.</summary>
    private static readonly HashSet<string> _judged = new(StringComparer.Ordinal)
    {
        "AgentCanSuspend", "Constraints", "Constraints.Constraints", "Constraints.MaxArraySize", "Constraints.MaxAtomicsPauseIterations", "Constraints.MaxExecutionStackCount",
        "Constraints.MaxRecursionDepth", "Constraints.PromiseTimeout", "Constraints.RegexTimeout", "Constraints.StackOverflowGuard", "Culture", "Debugger", "Debugger.Enabled",
        "Debugger.InitialStepMode", "Debugger.StatementHandling", "ExperimentalFeatures", "Host", "Host.FunctionToStringHandler", "Host.JobCallbacks", "Host.StringCompilationAllowed",
        "Interop", "Interop.AllowedAssemblies", "Interop.AllowGetType", "Interop.AllowOperatorOverloading", "Interop.AllowSystemReflection", "Interop.AllowWrite",
        "Interop.ArrayConversion", "Interop.AttachArrayPrototype", "Interop.BuildCallStackHandler", "Interop.CacheRecentObjectWrappers", "Interop.ChainClrExceptionAsInnerException",
        "Interop.ClrExceptionErrorDecorator", "Interop.ClrResolutionErrorDecorator", "Interop.CreateClrObject", "Interop.CreateTypeReferenceObject", "Interop.DateTimeKind",
        "Interop.Enabled", "Interop.EnumConversion", "Interop.EnumerableConversion", "Interop.ExceptionHandler", "Interop.ExposeDetailedResolutionErrors", "Interop.ExtensionMethodTypes",
        "Interop.ImmutableCrossingTypes", "Interop.MemberAccessor", "Interop.ObjectConverters", "Interop.ObjectWrapperReportedFieldBindingFlags", "Interop.ObjectWrapperReportedMemberTypes",
        "Interop.ObjectWrapperReportedMethodBindingFlags", "Interop.ObjectWrapperReportedPropertyBindingFlags", "Interop.ObjectWrapperReportedPropertyKeys", "Interop.PreferJsPrototypeMethods",
        "Interop.SerializeToJson", "Interop.ThrowOnUnresolvedMember", "Interop.TrackObjectWrapperIdentity", "Interop.TypeResolver", "Interop.ValueCoercion", "Interop.WrapObjectHandler",
        "Intl", "Intl.CldrProvider", "Json", "Json.MaxParseDepth", "Modules", "Modules.ModuleLoader", "Modules.RegisterRequire", "ReferenceResolver", "ReferenceResolverInterests",
        "RetainFunctionSourceText", "Strict", "StringCompilationAllowed", "Temporal", "Temporal.CalendarProvider", "Temporal.TimeZoneProvider", "TimeSystem", "TimeZone",
    };

    [Fact]
    public void Every_option_of_the_engine_has_been_judged()
    {
        var options = typeof(Jint.Options).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var all = options.Select(option => option.Name).Concat(options
            .Where(option => option.PropertyType.DeclaringType == typeof(Jint.Options) && option.PropertyType.IsClass && !typeof(Delegate).IsAssignableFrom(option.PropertyType))
            .SelectMany(option => option.PropertyType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(inner => $"{option.Name}.{inner.Name}")));
        Assert.Equal([], all.Except(_judged, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("return System.IO.File.ReadAllText('/etc/hostname');")]
    [InlineData("return importNamespace('System');")]
    [InlineData("return clr.System;")]
    [InlineData("return eval('1');")]
    [InlineData("return Function('return 1')();")]
    [InlineData("return (async () => {}).constructor('return 1')();")]
    [InlineData("return new Array(1e9).fill(0).length;")]
    [InlineData("return JSON.parse('['.repeat(100000));")]
    [InlineData("const a = []; a.length = 4294967295; a.fill(1); return a.length;")]
    [InlineData("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return 1;")]
    public void What_a_script_must_not_do_fails_that_message(string body)
    {
        var lines = InProcess.Run(Frames.Script("step.js", $"function run() {{ {body} }}"), Frames.Message());
        Assert.Matches("^(threw|limit)", lines[^1]);
    }
}
