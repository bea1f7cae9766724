using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>
/// What a caller is told that waits for a reply which does not come. What an author's script or expression said is told, as it said it. What a
/// database, a server or the host itself said is for the operator: the caller gets its code, and the number under which the errors list has it.
/// </summary>
internal static class CallerAnswer
{
    private const int LongestMessage = 2000;

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Steps whose errors are in the words of the flow's author.</summary>
    private static readonly HashSet<string> InTheAuthorsWords = [StepKinds.Code, StepKinds.Filter, StepKinds.Route, StepKinds.Split, StepKinds.Transform, StepKinds.Aggregate, StepKinds.Configuration, StepKinds.Reply];

    private static readonly HashSet<string> OfTheHost = [ErrorCodes.SandboxLost, ErrorCodes.ForbiddenCall, ErrorCodes.NotConfined, ErrorCodes.AttemptLimit, ErrorCodes.ComponentFailed, ErrorCodes.HostFailed, ErrorCodes.StepMissing];

    /// <summary>Everything has ended, and this is the first error.</summary>
    public static IResult Failed(ErrorRow error, FlowDefinition flow, Redactor redactor)
    {
        var (name, message) = (error.Error.Name, error.Error.Message);
        if (!InTheAuthorsWords.Contains(flow.FindStep(error.Address.Step)?.Uses ?? string.Empty) || OfTheHost.Contains(error.Error.Code ?? string.Empty))
            (name, message) = ("Error", $"step {error.Address.Step} failed");
        message = redactor.Redact(message);
        if (message.Length > LongestMessage)
            message = $"{message[..LongestMessage]}…";
        var told = new { name, message, code = error.Error.Code, step = error.Address.Step };
        return Results.Json(new { error = told, errorId = error.Id, message = error.MessageId, run = error.Run }, AsWritten, statusCode: StatusCodes.Status500InternalServerError);
    }

    /// <summary>Why nothing has replied in time.</summary>
    public static string WhyNot(MessageRow? next) => next switch
    {
        null => string.Empty,
        { State: MessageState.Gathering } => $"; step {next.Message.Address.Step} gathers a group until {At(next.DueAt)}",
        { State: MessageState.Parked } => $"; it rebounded in step {next.Message.Address.Step} and is parked until {At(next.DueAt)}",
        { State: MessageState.Held } => $"; it rebounded in step {next.Message.Address.Step} and is held",
        { State: MessageState.Running } => $"; step {next.Message.Address.Step} is at work",
        _ => $"; it waits in step {next.Message.Address.Step}",
    };

    private static string At(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
