using CodeStepHost.Benchmarks;

var options = new Options(args);
switch (args.FirstOrDefault())
{
    case "step":
        StepBench.Print(await StepBench.RunAsync(options));
        return 0;
    case "pairs":
        await new PairsBench(options).RunAsync();
        return 0;
    case "latency":
        await LatencyBench.RunAsync(options);
        return 0;
    case "engine":
        await new EngineBench(options).RunAsync();
        return 0;
    case "start":
        await StartBench.RunAsync(options);
        return 0;
    case "fair":
        await FairBench.RunAsync(options);
        return 0;
    case "fuzz":
        return await FuzzBench.RunAsync(options);
    case "uploads":
        await new UploadBench(options).RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("""
            usage:
              step     [--script js|cs|map] [--messages 20000] [--concurrency 1] [--size 1000] [--backlog 0] [--depth 64] [--data folder] [--confinement required|off]
              pairs    --peer folder [--pairs 3] [--script js|cs|map] [--messages 20000] [--data folder]
              engine   [--messages 5000] [--pairs 3] [--size 1000]
              start    [--pairs 15]
              latency  [--script js|cs] [--messages 500] [--data folder]
              fair     [--pairs 3] [--messages 6000] [--hostile overflow|spin|memory] [--processes 2] [--concurrency 1] [--quarantine off|on] [--data folder]
              fuzz     [--target host|worker|flows] [--minutes 10] [--seed 1]
              uploads  [--rounds 7] [--redeploys 500] [--sandbox folder of a published host's script process]
            """);
        return 2;
}
