"""What a password has to be, in sentences that say what to do."""

from django.contrib.auth import password_validation


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码至少要{self.min_length}个字符，请加长。"


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"


class NotLikeTheName(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码与您的姓名或邮箱太相似，请换一个。"
