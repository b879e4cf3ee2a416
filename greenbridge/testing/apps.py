from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "greenbridge.testing"
    label = "testing"
    verbose_name = "测试"
