"""Text from outside about people, bodies and decisions."""

from greenbridge.accounts.forms.closing import CloseForm
from greenbridge.accounts.forms.fields import (
    CreditCodeField,
    LineField,
    RegionField,
    RegionWidget,
    TextField,
    WanField,
)
from greenbridge.accounts.forms.membership import MemberForm
from greenbridge.accounts.forms.my_data import CorrectionForm
from greenbridge.accounts.forms.objections import AnswerForm, AppealForm, LiftForm
from greenbridge.accounts.forms.opening import OpeningForm
from greenbridge.accounts.forms.roles import ReasonField, ReasonForm, RoleDecisionForm, StaffForm
from greenbridge.accounts.forms.sign_in import SignInForm, SignUpForm
from greenbridge.accounts.forms.subscribing import SubscribingForm
from greenbridge.accounts.forms.verification import ApplicationForm, DecisionForm, SuccessionForm

__all__ = [
    "AnswerForm",
    "AppealForm",
    "ApplicationForm",
    "CloseForm",
    "CorrectionForm",
    "CreditCodeField",
    "DecisionForm",
    "LiftForm",
    "LineField",
    "MemberForm",
    "OpeningForm",
    "ReasonField",
    "ReasonForm",
    "RegionField",
    "RegionWidget",
    "RoleDecisionForm",
    "SignInForm",
    "SignUpForm",
    "StaffForm",
    "SubscribingForm",
    "SuccessionForm",
    "TextField",
    "WanField",
]
