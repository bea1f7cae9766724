using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace VerifyTests;

/// <summary>A comparison that can still be configured; it runs once, when first awaited or turned into a task.</summary>
public sealed class SettingsTask
{
  // What Windows refuses in a file name: a snapshot made anywhere must check out everywhere.
  private const string NotInFileNames = "<>:\"/\\|?*";

  private static readonly ConcurrentDictionary<string, bool> Used = new(StringComparer.OrdinalIgnoreCase);

  private readonly string text;
  private readonly string extension;
  private readonly string sourceFile;
  private readonly Lazy<Task> run;
  private string? parameters;

  internal SettingsTask(string text, string extension, string sourceFile)
  {
    this.text = text;
    this.extension = FileNamePart(extension);
    this.sourceFile = sourceFile;
    run = new(RunAsync);
  }

  /// <summary>Names the case in the snapshot's file name; a test with parameters cannot do without.</summary>
  public SettingsTask UseTextForParameters(string parametersText)
  {
    parameters = FileNamePart(parametersText);
    return this;
  }

  public Task ToTask() => run.Value;

  public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

  public ConfiguredTaskAwaitable ConfigureAwait(bool continueOnCapturedContext) =>
    ToTask().ConfigureAwait(continueOnCapturedContext);

  public static implicit operator Task(SettingsTask settingsTask) => settingsTask.ToTask();

  private async Task RunAsync()
  {
    var folder = Path.GetDirectoryName(sourceFile);
    if (!Directory.Exists(folder))
      throw new InvalidOperationException($"'{sourceFile}' is not where the test's source is; build tests with DeterministicSourcePaths=false.");
    var name = SnapshotName();
    if (!Used.TryAdd(Path.Combine(folder, name), true))
      throw new InvalidOperationException($"Snapshot '{name}' was compared before in this run; tell the cases apart with UseTextForParameters.");
    await new Snapshot(folder, name, extension).CompareAsync(text, Acceptance.Read(Environment.GetEnvironmentVariable));
  }

  private string SnapshotName()
  {
    if (TestContext.Current.TestMethod is not IXunitTestMethod { Method: var method })
      throw new InvalidOperationException("Verify is called inside a test.");
    if (parameters is null && method.GetParameters().Length > 0)
      throw new InvalidOperationException($"'{method.Name}' has parameters; name the case with UseTextForParameters.");
    var type = method.ReflectedType!;
    var typeName = type.DeclaringType is { } parent ? $"{parent.Name}.{type.Name}" : type.Name;
    return parameters is null ? $"{typeName}.{method.Name}" : $"{typeName}.{method.Name}_{parameters}";
  }

  private static string FileNamePart(string value, [CallerArgumentExpression(nameof(value))] string? argument = null)
  {
    if (value.Length == 0 || value[0] == '.' || value.Any(character => char.IsControl(character) || NotInFileNames.Contains(character)))
      throw new ArgumentException($"'{value}' cannot be part of a file name.", argument);
    return value;
  }
}
