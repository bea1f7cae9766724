using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting.Tests;

public sealed class MessageTests
{
    [Fact]
    public void A_body_of_another_message_is_copied_not_taken()
    {
        var first = new Message(new { a = 1 });
        var second = new Message(first.Body);
        second.Body!["a"] = 2;
        Assert.Equal(1, (int)first.Body!["a"]!);
    }

    [Fact]
    public void A_body_is_read_without_regard_to_case() =>
        Assert.Equal(new Order("A1", 2.5m), new Message(JsonNode.Parse("""{"NUMBER":"A1","total":2.5}""")).BodyAs<Order>());

    [Fact]
    public void Headers_attachments_and_metadata_are_made_when_they_are_missing()
    {
        var message = new Message(null);
        message.Headers["h"] = 1;
        message.Attachments["f"] = new JsonObject { ["url"] = "http://x" };
        message.Metadata["m"] = true;
        Assert.Equal("""{"body":null,"headers":{"h":1},"attachments":{"f":{"url":"http://x"}},"metadata":{"m":true}}""", message.Content.ToJsonString());
    }

    [Fact]
    public void A_configuration_gives_typed_values()
    {
        var config = new Config(JsonNode.Parse("""{"limit":5,"name":"x","on":true}""")!.AsObject());
        Assert.Equal((5, "x", "5", null, true), (config.Get<int>("limit"), config.GetString("name"), config.GetString("limit"), config.GetString("no"), config.Get<bool>("on")));
    }

    private sealed record Order(string Number, decimal Total);
}
