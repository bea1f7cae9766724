void Run(Message msg)
{
    Logger.Info($"welcome, {msg.Body!["name"]}");
}
