namespace CodeStepHost.Testing.Tests;

/// <summary>The scripts of the example, tested as users of the library test theirs.</summary>
public sealed class ExampleTests
{
    private const string Example = "../../scripts-examples/price-before-product";
    private const string Shop = "http://127.0.0.1:7070/hooks/shop";

    private static readonly object Price = new { body = new { sku = "SKU-0088", currency = "EUR", amount = 121.88 } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_price_goes_on_when_its_product_is_in_the_shop()
    {
        var result = await FlowStep.From($"{Example}/prices/check-product.js")
            .WithHttp("POST", Shop, new { sku = "SKU-0088", name = "Clock, glass" }, requestBody: new { sku = "SKU-0088" })
            .RunAsync(Price, Stop);

        Assert.Equal(StepEnd.Acknowledged, result.End);
        Assert.Equal("SKU-0088", (string?)Assert.Single(result.Emitted).Body!["sku"]);
        await Verify(result.ToJson(), "json");
    }

    [Fact]
    public async Task A_price_rebounds_while_its_product_is_missing_and_each_time_longer()
    {
        var step = FlowStep.From($"{Example}/prices", "check-product").At(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));

        var first = await step.WithHttp("POST", Shop, new { }).RunAsync(Price, Stop);
        var tenth = await step.WithHttp("POST", Shop, new { }).AfterRebounds(9).RunAsync(Price, Stop);

        Assert.Equal(StepEnd.Parked, first.End);
        Assert.Equal(TimeSpan.FromSeconds(2), first.Rebound!.Wait);
        Assert.Equal(10, tenth.Rebound!.Number);
        Assert.True(tenth.Rebound.Wait > first.Rebound.Wait);
        await Verify(first.ToJson(), "json");
    }

    [Fact]
    public async Task The_eleventh_rebound_is_an_error()
    {
        var result = await FlowStep.From($"{Example}/prices/check-product.js").AfterRebounds(10).WithHttp("POST", Shop, new { }).RunAsync(Price, Stop);

        Assert.Equal(StepEnd.Failed, result.End);
        Assert.Equal("rebound.limit", result.Error!.Code);
        Assert.Equal("product SKU-0088 is not in the shop yet", result.Error.Cause!.Message);
    }

    [Fact]
    public async Task A_shop_that_does_not_answer_is_an_error_with_the_place_in_the_script()
    {
        var result = await FlowStep.From($"{Example}/prices/check-product.js").WithHttpError("POST", Shop, "ECONNREFUSED").RunAsync(Price, Stop);

        Assert.Equal("ECONNREFUSED", result.Error!.Code);
        Assert.Equal("check-product.js", result.Error.File);
    }

    [Fact]
    public async Task A_call_without_an_answer_fails_the_test_and_is_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => FlowStep.From($"{Example}/prices/check-product.js").RunAsync(Price, Stop));

        Assert.Contains($"POST {Shop} with {{\"sku\":\"SKU-0088\"}}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CSharp_script_is_tested_in_the_same_way()
    {
        var result = await FlowStep.From($"{Example}/products/map-product.csx").RunAsync(new { body = new { sku = " sku-1", weightGrams = 500 } }, Stop);

        await Verify(result.ToString(), "json");
    }

    [Fact]
    public async Task The_flows_variables_hold_unless_others_are_given()
    {
        var row = new { body = new { sku = "a", price = "1", currency = "" } };
        var step = FlowStep.From($"{Example}/prices/normalise-price.js");

        var own = await step.RunAsync(row, Stop);
        var other = await step.WithVariables(new Dictionary<string, string> { ["currency"] = "CHF" }).RunAsync(row, Stop);

        Assert.Equal("EUR", (string?)own.Emitted[0].Body!["currency"]);
        Assert.Equal("CHF", (string?)other.Emitted[0].Body!["currency"]);
    }
}
