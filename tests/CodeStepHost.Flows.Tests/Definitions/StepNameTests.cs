namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class StepNameTests
{
    [Fact]
    public void Messages_may_not_travel_in_a_circle() => Assert.Equal(
        "flow.yaml:5:25: error flow.cycle: messages would travel in a circle: a → b → c → a",
        FlowText.Problems("""
            steps:
              begin: { uses: manual, to: a }
              a: { uses: reply, to: [b] }
              b: { uses: reply, to: c }
              c: { uses: reply, to: a }
            """));

    [Fact]
    public void Errors_may_not_travel_in_a_circle() => Assert.Equal(
        "flow.yaml:4:30: error flow.cycle: errors would travel in a circle: a → b → a",
        FlowText.Problems("""
            steps:
              begin: { uses: manual, to: a }
              a: { uses: reply, onError: b }
              b: { uses: reply, onError: a }
            """));

    [Fact]
    public void Two_ways_to_one_step_are_no_circle() => Assert.Equal("", FlowText.Problems("""
        steps:
          begin: { uses: manual, to: [a, b] }
          a: { uses: reply, to: c }
          b: { uses: reply, to: c }
          c: { uses: reply }
        """));

    [Fact]
    public void A_step_that_nothing_leads_to_is_a_warning() => Assert.Equal(
        """
        flow.yaml:4:3: warning flow.unreachable: no message can reach the step `b`: no `to` or `onError` of a step that runs names it
        flow.yaml:5:3: warning flow.unreachable: no message can reach the step `c`: no `to` or `onError` of a step that runs names it
        """,
        FlowText.Problems("""
            steps:
              begin: { uses: manual, to: a }
              a: { uses: reply }
              b: { uses: reply, to: c }
              c: { uses: reply }
            """));

    [Fact]
    public void Error_steps_and_what_follows_them_are_reached() => Assert.Equal("", FlowText.Problems("""
        onError: b
        steps:
          begin: { uses: manual, to: a }
          a: { uses: reply, onError: d }
          b: { uses: reply, to: c }
          c: { uses: reply }
          d: { uses: reply }
        """));

    [Fact]
    public void A_flow_without_a_trigger_is_a_warning() => Assert.Equal(
        "flow.yaml:1:1: warning flow.no-trigger: no message can enter the flow: no step uses `webhook`, `schedule`, `timer`, `manual`, `directory`",
        FlowText.Problems("steps:\n  a: { uses: reply }"));

    [Fact]
    public void Steps_are_named_in_letters_digits_and_dashes() => Assert.Equal(
        "flow.yaml:1:10: error flow.name: `my step` cannot be a name: a name has letters, digits, `-` and `_`, at most 64, and begins with a letter or digit",
        FlowText.Problems("steps: { my step: { uses: manual } }"));

    [Fact]
    public void Several_problems_are_told_at_once_in_the_order_of_their_places() => Assert.Equal(
        """
        flow.yaml:1:10: error flow.unknown-step: `onError` names the step `notfy`, which does not exist; did you mean `notify`?
        flow.yaml:3:30: error flow.unknown-step: `to` names the step `chek`, which does not exist; did you mean `check`?
        flow.yaml:4:3: error flow.missing-key: the key `script` is missing in `check`
        flow.yaml:4:37: error flow.value: `concurrency` must be a whole number from 1 to 64, found the number `65`
        flow.yaml:5:26: error flow.unknown-key: unknown key `too`; did you mean `to`?
        """,
        FlowText.Problems("""
            onError: notfy
            steps:
              begin: { uses: manual, to: chek }
              check: { uses: code, concurrency: 65 }
              notify: { uses: reply, too: x }
            """));

    [Fact]
    public void A_folder_whose_name_cannot_be_a_flow_needs_one_in_the_file()
    {
        var package = FlowText.Package("steps: { a: { uses: manual } }") with { Name = "my flow" };
        Assert.Equal(
            "flow.yaml:1:1: error flow.name: the folder's name `my flow` cannot be the flow's: write a `name` of letters, digits, `-` and `_`",
            string.Join('\n', CodeStepHost.Flows.Definitions.FlowReader.Read(package).Problems));
    }

    [Fact]
    public void More_than_a_thousand_steps_are_refused()
    {
        var steps = string.Join('\n', Enumerable.Range(0, 1001).Select(number => $"  s{number}: {{ uses: reply, to: s{number + 1} }}"));
        Assert.Equal("flow.yaml:2:3: error flow.value: `steps` has more than 1000 entries", FlowText.Problems($"steps:\n{steps}\n  s1001: {{ uses: manual }}"));
    }

    [Fact]
    public void No_more_than_a_hundred_problems_are_listed()
    {
        var keys = string.Join('\n', Enumerable.Range(0, 150).Select(number => $"key{number}: 1"));
        var problems = FlowText.Read($"{keys}\nsteps: {{ a: {{ uses: manual }} }}").Problems;
        Assert.Equal(101, problems.Count);
        Assert.Equal("flow.yaml:100:1: error flow.more-problems: and 50 more problems", problems[^1].ToString());
    }
}
