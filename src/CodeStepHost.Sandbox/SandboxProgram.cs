using System.Runtime.InteropServices;
using CodeStepHost.Sandbox.Confinement;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox;

/// <summary>
/// The script process: frames come in on standard input and leave on standard output; standard error takes one line when the process gives up.
/// Exit codes: 0 the input ended; 70 the input held bytes that are no frame; 71 the memory ran out; 72 the process could not be confined as it
/// has to be.
/// </summary>
internal static class SandboxProgram
{
    public const int Finished = 0;
    public const int MalformedInput = 70;
    public const int OutOfMemory = 71;
    public const int NotConfined = 72;

    // Roslyn and deeply nested scripts recurse; the engines themselves stop well before this is used up.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>How long what is at work may still take when the input has ended: the host is gone, and a script in an endless loop would never notice.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <param name="words">See <see cref="StartArguments"/>.</param>
    public static int Run(string[] words)
    {
        try
        {
            var start = StartArguments.Read(words);
            if (start.Stage == StartStage.First)
                FirstStage.Run(start);
            return Serve(start);
        }
        catch (ConfinementException missing)
        {
            // Not Console.Error, which may lead nowhere by now.
            using var errors = new StreamWriter(Console.OpenStandardError());
            errors.WriteLine(missing.Message);
            return NotConfined;
        }
    }

    private static int Serve(StartArguments start)
    {
        // Ctrl-C and a service's stop reach every process of the group. When this one ends is the host's to say: messages at work come to their end first.
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var terminate = Ignore(PosixSignal.SIGTERM);
        using var quit = Ignore(PosixSignal.SIGQUIT);
        using var hangUp = Ignore(PosixSignal.SIGHUP);

        var (input, output) = start.Stage == StartStage.Second ? SecondStage.TakePipes() : (Console.OpenStandardInput(), Console.OpenStandardOutput());
        using var errors = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
        Console.SetIn(TextReader.Null);
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);

        if (start.Stage == StartStage.Second)
            SecondStage.Enter(start);
        else if (start.Stage == StartStage.Reduced)
            ReducedLimits.Set();

        var exitCode = Finished;
        var worker = new Thread(() => exitCode = Work(start, input, output, errors), StackBytes) { Name = "scripts" };
        worker.Start();
        worker.Join();
        return exitCode;
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) => PosixSignalRegistration.Create(signal, context => context.Cancel = true);

    // On the thread that read the input, which has nothing else to do any more.
    private static void EndAfterGrace()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(Grace);
        Environment.Exit(Finished);
    }

    private static int Work(StartArguments start, Stream input, Stream output, StreamWriter errors)
    {
        try
        {
            using var process = new ScriptProcess(input, output, TimeProvider.System, EndAfterGrace);
            if (start.IsTest)
            {
                SecondStage.Close();
                SelfTest.Run(start, output);
                return NotConfined;
            }

            process.WarmUp(start.Stage == StartStage.Second ? SecondStage.Close : null);
            process.Run();
            return Finished;
        }
        catch (ConfinementException missing)
        {
            errors.WriteLine(missing.Message);
            return NotConfined;
        }
        catch (FrameException malformed)
        {
            errors.WriteLine(malformed.Message);
            return MalformedInput;
        }
        catch (Exception memory) when (memory is OutOfMemoryException or MemoryUsedUpException)
        {
            errors.WriteLine("The script process ran out of memory.");
            return OutOfMemory;
        }
        catch (IOException gone)
        {
            errors.WriteLine($"The host closed the pipe: {gone.Message}");
            return Finished;
        }
    }
}
