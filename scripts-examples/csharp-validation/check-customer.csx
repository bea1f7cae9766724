#load "lib/iban.csx"

record Customer(string? Name, string? Email, string? Iban, string? BirthDate);

async Task Run(Message msg, Config cfg)
{
    var customer = msg.BodyAs<Customer>()!;
    var problems = Problems(customer, cfg.Get<int>("minimumAge")).ToList();

    // One error for each field, not only for the first: a person then corrects the record once.
    // An emitted error does not end the script; the message counts as failed when the script has ended.
    foreach (var (field, problem) in problems)
        await Emitter.Error(new ScriptException($"{field}: {problem}", code: $"field.{field}"));

    if (problems.Count == 0)
        await Emitter.Data(msg);
}

IEnumerable<(string Field, string Problem)> Problems(Customer customer, int minimumAge)
{
    if (string.IsNullOrWhiteSpace(customer.Name))
        yield return ("name", "is missing");

    if (!Regex.IsMatch(customer.Email ?? "", @"^[^@\s]+@[^@\s]+\.[^@\s]+$"))
        yield return ("email", $"\"{customer.Email}\" is not an address");

    if (!Iban.IsValid(customer.Iban ?? ""))
        yield return ("iban", $"\"{customer.Iban}\" is not an IBAN");

    // Clock is the execution's own: a retry in a year's time judges by that day, a test by the day that it sets.
    if (!DateOnly.TryParseExact(customer.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
        yield return ("birthDate", $"\"{customer.BirthDate}\" is not a date such as 1990-12-31");
    else if (born.AddYears(minimumAge) > Clock.Today)
        yield return ("birthDate", $"is less than {minimumAge} years ago");
}
