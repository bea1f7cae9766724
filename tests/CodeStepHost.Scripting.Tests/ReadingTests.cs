using System.Text.Json.Nodes;
using CsCheck;

namespace CodeStepHost.Scripting.Tests;

/// <summary>Values by their path.</summary>
public sealed class ReadingTests
{
    private static readonly Message _list = new(JsonNode.Parse("{\"a\":[1,2]}"));
    private static readonly Gen<string> _name = Gen.Char["ab.[]'\"é "].Array[1, 6].Select(letters => new string(letters)).Where(name => !name.Contains("']", StringComparison.Ordinal));

    [Fact]
    public void Whatever_a_value_lies_in_its_path_leads_to_it() =>
        Gen.OneOf(_name.Select(name => (object)name), Gen.Int[0, 3].Select(index => (object)index)).List[1, 5].Sample(steps =>
        {
            JsonNode? node = JsonValue.Create(42);
            foreach (var step in Enumerable.Reverse(steps))
                node = step is string name ? new JsonObject { [name] = node } : new JsonArray([.. Enumerable.Range(0, (int)step).Select(_ => (JsonNode?)JsonValue.Create("x")), node]);
            var path = string.Concat(steps.Select(step => step is string name ? $"['{name}']" : $"[{step}]"));
            return node.Get<int>(path) == 42 && node.Get(path, 0) == 42 && node.Get<int?>(path + "[9]") is null;
        });

    [Fact]
    public void No_path_does_more_than_refuse() =>
        Gen.String.Sample(path =>
        {
            try
            {
                _ = _list.Get<int?>(path);
            }
            catch (Exception refused) when (refused is ArgumentException or ScriptException)
            {
                // No path, or a value that is no number.
            }
        });

    [Fact]
    public void A_part_of_JSON_is_given_as_it_is_not_copied()
    {
        var message = new Message(new { lines = new[] { new { price = 1 } } });
        message.Get<JsonArray>("lines")[0]!["price"] = 2;
        Assert.Equal(2, message.Get<int>("lines[0].price"));
    }

    [Fact]
    public void A_part_that_is_another_kind_of_JSON_is_refused() =>
        Assert.Equal("'a' of the message's body does not fit JsonObject: it is a list of 2.", Assert.Throws<ScriptException>(() => _list.Get<JsonObject>("a")).Message);

    [Fact]
    public async Task Whatever_a_function_returns_its_value_comes_out()
    {
        Assert.Null(await Returned.ValueOf(null));
        Assert.Null(await Returned.ValueOf(Task.CompletedTask));
        Assert.Null(await Returned.ValueOf(Later()));
        Assert.Null(await Returned.ValueOf(new ValueTask(Later())));
        Assert.Equal(1, await Returned.ValueOf(1));
        Assert.Equal(1, await Returned.ValueOf(Task.FromResult(1)));
        Assert.Equal(1, await Returned.ValueOf(new ValueTask<int>(1)));
        Assert.Equal("x", await Returned.ValueOf(LaterAs("x")));

        static async Task Later() => await Task.Yield();
        static async Task<object?> LaterAs(object? value)
        {
            await Task.Yield();
            return value;
        }
    }
}
