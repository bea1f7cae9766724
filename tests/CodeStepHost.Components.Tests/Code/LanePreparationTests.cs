using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Scripts before their first message: what is prepared, how often, and what fails where that fails.</summary>
public sealed class LanePreparationTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_rejected_script_fails_each_message_with_the_compiler_s_words_and_place()
    {
        await using var stage = new CodeStage
        {
            OnPrepare = _ => new PreparedScript(null, false, [new ScriptDiagnostic("error", "script.syntax", "Unexpected token ')'.", "step.js", 3, 14, "Close the bracket.")]),
        };
        var step = CodeStage.Step();
        await using var lane = await stage.Component.OpenLaneAsync(CodeStage.Flow(step), step, TestContext.Current.CancellationToken);
        var error = Assert.IsType<ComponentEnd.Threw>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None)).Error;
        Assert.Equal(ErrorCodes.ScriptRejected, error.Code);
        Assert.Equal("step.js:3:14: Unexpected token ')'. Close the bracket.", error.Message);
        Assert.Equal(("step.js", 3, 14), (error.File, error.Line, error.Column));
    }

    [Fact]
    public async Task A_script_that_is_not_in_the_folder_is_named()
    {
        await using var stage = new CodeStage();
        var step = CodeStage.Step(script: "money.js");
        var finding = Assert.Single(await stage.Component.ValidateAsync(CodeStage.Flow(step), step, TestContext.Current.CancellationToken));
        Assert.Equal("flow.yaml: The script 'money.js' of step 'map' is not in the flow folder. Did you mean 'lib/money.js'?", finding.ToString());
        Assert.Empty(stage.Children);
    }

    [Fact]
    public async Task A_script_whose_compilation_kills_its_process_is_tried_again_by_each_message_and_fails_it()
    {
        await using var stage = new CodeStage();
        stage.OnPrepare = _ =>
        {
            stage.Children[^1].Die(134, "Stack overflow.");
            return null;
        };
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Equal("The script's process ended while it compiled the script: stack overflow (exit code 134).", error.Message);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_fails_the_message_with_the_reason()
    {
        await using var stage = new CodeStage { OnStart = () => new SandboxException("no dotnet") };
        await using var lane = await stage.OpenAsync();
        var error = Assert.IsType<ComponentEnd.SandboxLost>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None)).Error;
        Assert.Equal(("no dotnet", ErrorCodes.SandboxLost), (error.Message, error.Code));
    }

    [Fact]
    public async Task A_script_is_prepared_once_in_a_process_and_only_with_the_files_that_scripts_may_read()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var child = await stage.ChildAsync();
        for (var i = 0; i < 3; i++)
        {
            var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
            await child.EndAsync((await child.NextAsync()).Number);
            await end;
        }

        await using var other = await stage.OpenAsync();
        var request = Assert.Single(child.Prepares);
        Assert.Equal(["data.json", "lib/money.js", "step.js"], request.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("""{"rate":2}""", request.Config);
        Assert.Single(stage.Children);
    }

    [Fact]
    public async Task Stored_keys_are_laid_over_the_config_and_a_change_of_them_prepares_anew()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1", keys: """{"token":"a"}"""), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2", keys: """{"token":"b"}"""), None);
        var third = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m3", keys: "[]"), None);
        var child = await stage.ChildAsync();

        var (number, request) = await child.NextAsync();
        Assert.Equal("m1", request.MessageId);
        var script = request.Script;
        await child.EndAsync(number);
        await first;
        (number, request) = await child.NextAsync();
        Assert.Equal("m2", request.MessageId);
        Assert.NotEqual(script, request.Script);
        await child.EndAsync(number);
        await second;
        Assert.Equal(ErrorCodes.StepConfig, Assert.IsType<ComponentEnd.Threw>(await third).Error.Code);
        Assert.Equal(["""{"rate":2}""", """{"rate":2,"token":"a"}""", """{"rate":2,"token":"b"}"""], child.Prepares.Select(prepare => prepare.Config));
        Assert.Single(stage.Children);
    }
}
