namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What a step has in place of modules of Node and packages of npm that are not there.</summary>
internal static class InsteadOf
{
    private const string Package = "Put the package's code, as one file for CommonJS, into the flow's folder, and require it by its path: require('./lib/…').";
    private const string Calls = "fetch, axios and request are there without require.";
    private const string Request = "Leave the line out: request is there without require, and gives a promise.";
    private const string Files = "A step has no file system. Read a file of the flow's folder with require('./data.json'), and keep what the next message needs in the snapshot.";
    private const string Process = "A step is one process of its own, in which it can start nothing.";
    private const string Sockets = "A step makes HTTP calls only: with fetch, axios or request, which are there without require.";
    private const string Streams = "A step has whole texts and Buffers instead of streams.";
    private const string Dates = "Date is there; or put the package's code, as one file for CommonJS, into the flow's folder, and require it by its path: require('./lib/…').";
    private const string Promises = "Leave the line out: Promise, async functions and wait(ms) are there.";
    private const string Messages = "Leave the line out: messages.newMessageWithBody(body) is there without require.";

    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        ["fs"] = Files,
        ["fs/promises"] = Files,
        ["fs-extra"] = Files,
        ["graceful-fs"] = Files,
        ["http"] = Calls,
        ["https"] = Calls,
        ["http2"] = Calls,
        ["node-fetch"] = Calls,
        ["cross-fetch"] = Calls,
        ["isomorphic-fetch"] = Calls,
        ["undici"] = Calls,
        ["got"] = Calls,
        ["ky"] = Calls,
        ["needle"] = Calls,
        ["superagent"] = Calls,
        ["request"] = Request,
        ["request-promise"] = Request,
        ["request-promise-native"] = Request,
        ["requestretry"] = Request,
        ["net"] = Sockets,
        ["tls"] = Sockets,
        ["dgram"] = Sockets,
        ["dns"] = Sockets,
        ["dns/promises"] = Sockets,
        ["ws"] = Sockets,
        ["nodemailer"] = "A step makes HTTP calls only: call a mail service over HTTP.",
        ["child_process"] = Process,
        ["cluster"] = Process,
        ["worker_threads"] = Process,
        ["os"] = Process,
        ["vm"] = "A step runs the code that was deployed, and no other.",
        ["stream"] = Streams,
        ["stream/promises"] = Streams,
        ["readline"] = Streams,
        ["zlib"] = "There is no compression here. " + Package,
        ["string_decoder"] = "TextDecoder is there without require.",
        ["perf_hooks"] = "performance is there without require.",
        ["async_hooks"] = "There is nothing like it here; pass the values on as parameters.",
        ["module"] = "There is only require.",
        ["constants"] = "There is nothing like it here.",
        ["punycode"] = "url.domainToASCII is there: require('url').",
        ["sys"] = "Write require('util').",
        ["co"] = "Leave the line out: run may be a generator function, or an async one.",
        ["bluebird"] = Promises,
        ["q"] = Promises,
        ["when"] = Promises,
        ["es6-promise"] = Promises,
        ["async"] = Promises,
        ["elasticio-node"] = Messages,
        ["elasticio-sailor-nodejs"] = Messages,
        ["@elastic.io/component-commons-library"] = Messages,
        ["underscore"] = "lodash is there as _ without require.",
        ["lodash-es"] = "Write require('lodash'); it is also there as _ without require.",
        ["uuid"] = "Write crypto.randomUUID(), which is there without require.",
        ["node-uuid"] = "Write crypto.randomUUID(), which is there without require.",
        ["qs"] = "Write require('querystring'), or new URLSearchParams(…).",
        ["form-data"] = "Write axios.postForm(url, { field: value }).",
        ["moment"] = Dates,
        ["moment-timezone"] = Dates,
        ["dayjs"] = Dates,
        ["date-fns"] = Dates,
        ["luxon"] = Dates,
        ["dotenv"] = "Leave the line out: process.env has the flow's variables.",
        ["crypto-js"] = "crypto has createHash and createHmac: require('crypto'). For more: put the package's code, as one file for CommonJS, into the flow's folder, and require it by its path.",
        ["winston"] = "Write this.logger.info(…).",
        ["bunyan"] = "Write this.logger.info(…).",
        ["pino"] = "Write this.logger.info(…).",
        ["debug"] = "Write this.logger.debug(…).",
    };

    /// <summary>What to do without a module or package.</summary>
    public static string Module(string name)
    {
        var plain = name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name;
        if (_names.TryGetValue(plain, out var known))
            return known;
        if (plain.StartsWith("lodash.", StringComparison.Ordinal))
            return $"Write require('lodash').{plain["lodash.".Length..]}, or _.{plain["lodash.".Length..]}.";
        return Package;
    }

    /// <summary>What to do without a member of a module that is there; null when nothing is known of it.</summary>
    public static string? Member(string module, string name) => module switch
    {
        "crypto" when _keys.Any(start => name.StartsWith(start, StringComparison.Ordinal)) =>
            "There are hashes, HMAC and random values here, no encryption and no signing with keys. Put a package in plain JavaScript, such as node-forge, as one file for CommonJS into the flow's folder, and require it by its path.",
        "lodash" => _lodash.TryGetValue(name, out var now) ? $"In lodash 4 it is _.{now}." : null,
        "messages" => "Write messages.newMessageWithBody(body).",
        "process" => "Only what is there without Node's process can be had: env, nextTick, hrtime, uptime.",
        _ => null,
    };

    private static readonly string[] _keys =
    [
        "createCipher", "createDecipher", "createSign", "createVerify", "createPrivateKey", "createPublicKey", "createSecretKey", "createDiffieHellman", "createECDH", "diffieHellman",
        "generateKey", "hkdf", "pbkdf2", "privateDecrypt", "privateEncrypt", "publicDecrypt", "publicEncrypt", "scrypt", "sign", "verify", "X509Certificate", "getCiphers",
    ];

    // Names of lodash 3 and underscore.
    private static readonly Dictionary<string, string> _lodash = new(StringComparer.Ordinal)
    {
        ["all"] = "every",
        ["any"] = "some",
        ["callback"] = "iteratee",
        ["collect"] = "map",
        ["compose"] = "flowRight",
        ["contains"] = "includes",
        ["detect"] = "find",
        ["findWhere"] = "find",
        ["foldl"] = "reduce",
        ["foldr"] = "reduceRight",
        ["include"] = "includes",
        ["indexBy"] = "keyBy",
        ["inject"] = "reduce",
        ["invoke"] = "invokeMap",
        ["methods"] = "functions",
        ["object"] = "zipObject",
        ["padLeft"] = "padStart",
        ["padRight"] = "padEnd",
        ["pairs"] = "toPairs",
        ["pluck"] = "map",
        ["rest"] = "tail",
        ["restParam"] = "rest",
        ["select"] = "filter",
        ["sortByAll"] = "sortBy",
        ["sortByOrder"] = "orderBy",
        ["trimLeft"] = "trimStart",
        ["trimRight"] = "trimEnd",
        ["trunc"] = "truncate",
        ["unique"] = "uniq",
        ["where"] = "filter",
    };

    /// <summary>Whether something is said of the name itself.</summary>
    public static bool Knows(string name) => _names.ContainsKey(name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name);
}
