using System.Text.RegularExpressions;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Turns all that can go wrong in an engine into how an execution ended.</summary>
internal static class Guard
{
    /// <param name="work">Gives a failure of the script's; null: all went well.</param>
    /// <param name="isReusable">False when the engine may be in a state unfit for the next execution.</param>
    public static EndedPayload Run(StepRealm realm, Execution execution, Func<ScriptFailure?> work, out bool isReusable)
    {
        isReusable = true;
        try
        {
            try
            {
                return work() is { } failure ? Threw(failure, execution) : new EndedPayload("completed", Ended: execution.EndEmitted);
            }
            catch (JavaScriptException thrown)
            {
                return Threw(Failures.Describe(thrown), execution);
            }
        }
        catch (RegexMatchTimeoutException)
        {
            isReusable = false;
            return Threw(new ScriptFailure("RangeError", $"A regular expression ran longer than {EngineOptions.LongestRegex.TotalMilliseconds:0} ms.", Code: "limit.regex").At(realm.Here()), execution);
        }
        catch (TimeoutException)
        {
            isReusable = false;
            var ended = execution.TimeIsUp();
            return ended with { Error = ended.Error?.At(realm.Here()) };
        }
        catch (JavaScriptException)
        {
            isReusable = false;
            return Threw(new ScriptFailure("Error", "The script threw an error that cannot be read."), execution);
        }
        catch (RecursionDepthOverflowException)
        {
            isReusable = false;
            return Threw(new ScriptFailure("RangeError", $"Maximum call stack size exceeded: a function called itself more than {EngineOptions.DeepestRecursion} times deep.", Code: LimitCodes.Recursion).At(realm.Here()), execution);
        }
        catch (InsufficientExecutionStackException)
        {
            isReusable = false;
            return Threw(new ScriptFailure("RangeError", "Maximum call stack size exceeded", Code: LimitCodes.Recursion).At(realm.Here()), execution);
        }
        catch (JintException limit)
        {
            isReusable = false;
            return Threw(new ScriptFailure("RangeError", limit.Message, Code: LimitCodes.Engine).At(realm.Here()), execution);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or FrameException or IOException))
        {
            isReusable = false;
            return Threw(new ScriptFailure("Error", $"The script did something that the engine cannot do ({failure.GetType().Name}).", Code: "script.engine-failure"), execution);
        }
    }

    private static EndedPayload Threw(ScriptFailure failure, Execution execution) => new("threw", failure, execution.EndEmitted);
}
